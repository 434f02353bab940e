/**
 * What training takes of memory: beside what its arena has planned, over a million steps, and over ten thousand programs
 * of twenty steps each, one after the other in one process. Rubbish is collected before each reading.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze, Arena, type Program } from '../language';
import { createCompiledEngine } from '../runtime/engines/compiled/engine';
import { programs } from './programs';
import { report, type Figure } from './report';
import { graphOf, stepper, WORKLOADS, type Workload } from './workloads';

const STEPS = 1e6;
const PROGRAMS = 1e4;
const STEPS_OF_EACH = 20;
/** Readings over each: growth shows between the first, when all is warm, and the last. */
const READINGS = 10;
const MEGA = 2 ** 20;

const ALONE = process.argv[process.argv.indexOf('--alone') + 1];
const SMALL = WORKLOADS[0]!;

/** In megabytes. */
interface Reading {
  /** Of the whole process. */
  readonly resident: number;
  readonly heap: number;
  /** Outside the heap, as memories of WebAssembly are. */
  readonly external: number;
}

/** A memory is given back by a finalizer, which comes after the collection that has found it. */
async function read(): Promise<Reading> {
  for (let i = 0; i < 3; i++) {
    gc!();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return {
    resident: rss / MEGA,
    heap: heapUsed / MEGA,
    external: (external + arrayBuffers) / MEGA,
  };
}

const programOf = (text: string): Program => analyze(text, { name: 'p', lints: false }).program!;
const adamw = (): Program =>
  programOf(readFileSync(join(__dirname, '..', '..', 'gallery', 'adamw.optim'), 'utf8'));

/** What a process that trains this alone has grown by, and what its arena has planned; in megabytes. */
async function alone(workload: Workload): Promise<void> {
  const arenas = new Set<Arena>();
  const commit = Arena.prototype.commit;
  Arena.prototype.commit = function (this: Arena) {
    arenas.add(this);
    return commit.call(this);
  };
  // A step of something small first: the code that trains is part of no step.
  const first = createCompiledEngine({ graph: graphOf(SMALL), program: adamw(), seed: 1 });
  await stepper(first, SMALL)();
  arenas.clear();
  const before = await read();
  const engine = createCompiledEngine({ graph: graphOf(workload), program: adamw(), seed: 1 });
  const step = stepper(engine, { ...workload, steps: STEPS_OF_EACH });
  await step();
  const after = await read();
  const planned = [...arenas].reduce((sum, { reserved }) => sum + reserved, 0) / MEGA;
  process.stdout.write(JSON.stringify({ planned, grown: after.resident - before.resident }));
  await step();
}

async function readings(part: () => Promise<void>): Promise<Reading[]> {
  const taken: Reading[] = [];
  for (let i = 0; i < READINGS; i++) {
    await part();
    taken.push(await read());
    const { resident, heap, external } = taken.at(-1)!;
    console.error(`${i + 1}/${READINGS}: ${[resident, heap, external].map((x) => x.toFixed(1))}`);
  }
  return taken;
}

const growth = (what: string, taken: readonly Reading[]): Figure[] =>
  (['resident', 'heap', 'external'] as const).map((kind) => ({
    what: `${what}: ${kind} memory at the end`,
    measured: taken.at(-1)![kind],
    unit: 'MB',
    against: `${taken[0]![kind].toFixed(1)} MB at a tenth, ${taken[READINGS / 2 - 1]![kind].toFixed(1)} halfway`,
  }));

async function main(): Promise<void> {
  const figures: Figure[] = [];
  for (const workload of WORKLOADS.slice(1)) {
    const args = [...process.execArgv, process.argv[1]!, '--alone', workload.name];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const { planned, grown } = JSON.parse(stdout) as { planned: number; grown: number };
    figures.push({
      what: `${workload.what}: what its steps have added to a process`,
      measured: grown,
      unit: 'MB',
      against: `${planned.toFixed(1)} MB planned: ${(grown / planned).toFixed(2)}× (≤ 1.2)`,
    });
  }
  const engine = createCompiledEngine({ graph: graphOf(SMALL), program: adamw(), seed: 1 });
  const steps = stepper(engine, { ...SMALL, steps: STEPS / READINGS });
  figures.push(...growth(`10⁶ steps`, await readings(async () => void (await steps()))));

  const graph = graphOf(SMALL);
  const next = programs();
  const some = async (): Promise<void> => {
    for (let i = 0; i < PROGRAMS / READINGS; i++) {
      const each = createCompiledEngine({ graph, program: programOf(next()), seed: 1 });
      await stepper(each, { ...SMALL, steps: STEPS_OF_EACH })();
      each.dispose();
    }
  };
  figures.push(...growth(`10⁴ programs`, await readings(some)));
  report('memory', figures);
}

const workload = WORKLOADS.find(({ name }) => name === ALONE);
void (workload ? alone(workload) : main());
