import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import {
  Arena,
  compileModule,
  FunctionCode,
  MEMORY,
  ModuleBuilder,
  OP,
  type Module,
  type Stage,
} from '../../../../language';
import type { Job } from './calls';
import type { WorkerCrew, WorkerData } from './crew';
import { ENTRY, togetherCrew } from './crew.test-helper';
import { allocateWords, awaitHandedIn, letOut } from './tickets';

/** `add` counts the number at an address up by one; `trap` reads far beyond all memory. */
function counting(): Module {
  const module = new ModuleBuilder();
  module.importMemory('host', 'memory', true);
  const add = new FunctionCode(['i32']);
  add.get(0);
  add.get(0);
  add.memory(MEMORY.i32_load, 0);
  add.i32(1);
  add.op(OP.i32_add);
  add.memory(MEMORY.i32_store, 0);
  module.export('add', module.add(add));
  const trap = new FunctionCode(['i32']);
  trap.i32(-4);
  trap.memory(MEMORY.i32_load, 0);
  trap.op(OP.drop);
  module.export('trap', module.add(trap));
  return compileModule(module.finish());
}

const STAGES: readonly Stage[] = [
  [0, 4, 8, 12, 16].map((argument) => ({ name: 'add', argument })),
  [{ name: 'add', argument: 0 }],
  [4, 8].map((argument) => ({ name: 'add', argument })),
];
const TRAPPING: readonly Stage[] = [[0, 1, 2, 3].map((argument) => ({ name: 'trap', argument }))];

const memoryOf = () => {
  const arena = new Arena(true);
  arena.reserve(1000, 'counters');
  return arena.commit();
};

describe('a crew', () => {
  let crew: WorkerCrew;
  afterEach(() => crew.dispose());

  it.each([2, 3, 5])('of %i makes each call once in each round', (size) => {
    crew = togetherCrew(size);
    const memory = memoryOf();
    const run = crew.prepare(counting(), memory, STAGES);
    for (let round = 0; round < 2000; round++) crew.timed('counting', run);
    expect([...new Int32Array(memory.buffer, 0, 5)]).toEqual([4000, 4000, 4000, 2000, 2000]);
  });

  it('goes on in memory that has grown', () => {
    crew = togetherCrew(2);
    const memory = memoryOf();
    const module = counting();
    crew.timed('one', crew.prepare(module, memory, STAGES));
    memory.grow(10);
    const at = memory.buffer.byteLength - 64;
    const far = [0, 4, 8, 12].map((offset) => ({ name: 'add', argument: at + offset }));
    const run = crew.prepare(module, memory, [far]);
    for (let round = 0; round < 1000; round++) crew.timed('two', run);
    expect([...new Int32Array(memory.buffer, at, 4)]).toEqual([1000, 1000, 1000, 1000]);
  });

  it('throws what broke off, and works on', () => {
    crew = togetherCrew(2);
    const memory = memoryOf();
    const module = counting();
    const trapping = crew.prepare(module, memory, TRAPPING);
    for (let round = 0; round < 100; round++)
      expect(() => crew.timed('trap', trapping)).toThrow(/out of bounds/);
    const run = crew.prepare(module, memory, STAGES);
    crew.timed('counting', run);
    expect(new Int32Array(memory.buffer, 0, 1)[0]).toBe(2);
  });
});

describe('a thread of a crew', () => {
  it('makes all calls where the foreman makes none, and tells of those that break off', async () => {
    const words = allocateWords();
    const { port1: failures, port2: told } = new MessageChannel();
    const workerData: WorkerData = { words, share: 0.5, failures: told };
    const worker = new Worker(ENTRY, { workerData, transferList: [told] });
    const memory = memoryOf();
    const job: Job = { id: 3, module: counting(), memory, stages: [...STAGES, ...TRAPPING] };
    worker.postMessage(job);
    letOut(words, 3, 0, 5);
    expect(awaitHandedIn(words)).toBe(0);
    expect([...new Int32Array(memory.buffer, 0, 5)]).toEqual([1, 1, 1, 1, 1]);
    letOut(words, 3, 3, 4);
    expect(awaitHandedIn(words)).toBe(4);
    expect(receiveMessageOnPort(failures)?.message).toMatchObject({ name: 'RuntimeError' });
    await worker.terminate();
    failures.close();
  });
});
