import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSpec } from '../protocol/runs';
import { processLives, readAllLocks } from '../protocol/lock';
import { eventsOf, optiscope, start } from './cli.test-helper';

const SGD = 'def train(w, g, lr):\n    return lr * g\n';
const MOMENTUM =
  'beta: hyper(0, 1) = 0.9\n\ndef train(w, g, lr, m):\n    m = beta * m + g\n    return lr * m, m\n';
const CAREFUL = `from adamw import train as adamw

def train(w, g, m, v, lr):
    update, m, v = adamw(w, clip(g, 1), m, v, lr)
    return where(update * g > 0, update, 0), m, v
`;
const IMPORTING = `from heavy import train as heavy

nesterov: flag = False

def train(w, g, lr, m):
    update, m = heavy(w, g, lr, m)
    if nesterov:
        update = update + lr * g
    return update, m
`;
const WRONG = 'def train(w, g, lr):\n    return lr * grad\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-cli-'));
  writeFileSync(join(folder, 'sgd.optim'), SGD);
  writeFileSync(join(folder, 'heavy.optim'), MOMENTUM);
  writeFileSync(join(folder, 'wrong.optim'), WRONG);
  writeFileSync(join(folder, 'careful.optim'), CAREFUL);
  writeFileSync(join(folder, 'importing.optim'), IMPORTING);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

const run = (...args: string[]) => optiscope(folder, ...args);
const SPIRALS = ['--task', 'spirals', '--backend', 'tfjs-cpu', '--batch', '16'];
const OPTIMIZER_TAGS = [
  'train/loss',
  'optimizer/lr',
  'optimizer/grad_norm',
  'optimizer/update_norm',
  'optimizer/weight_norm',
];
const VALIDATION_TAGS = ['val/loss', 'val/accuracy', 'dead_units/dense1', 'dead_units/dense2'];

describe('sweep', () => {
  const args = ['sweep', 'heavy.optim', ...SPIRALS, '--steps', '20', '--parallel', '2'];

  it('trains with every setting and puts the best on top', async () => {
    const store = join(folder, 'swept');
    const vary = ['--vary', 'lr=1e-9,0.3', '--vary', 'beta=0.5..0.9', '--method', 'grid'];
    const { status, stdout } = await run(...args, ...vary, '--runs', '4', '--out', store);
    expect(status).toBe(0);
    const [head, ...lines] = stdout.trim().split('\n');
    expect(head).toMatch(/^\s*lr\s+beta\s+result\s+step\s+val\/accuracy/);
    const cells = lines.map((line) => line.trim().split(/\s+/));
    expect(cells.map(([lr, beta]) => `${lr} ${beta}`).sort()).toEqual([
      '0.3 0.5',
      '0.3 0.9',
      '1e-9 0.5',
      '1e-9 0.9',
    ]);
    const accuracies = cells.map((row) => Number(row[4]));
    expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a));
    expect(cells[0]![0]).toBe('0.3');
    const listed = eventsOf((await run('runs', '--out', store, '--json')).stdout);
    const names = listed.map((each) => (each['spec'] as { sweep: string }).sweep);
    expect(new Set(names).size).toBe(1);
    expect(names[0]).toMatch(/^heavy-sweep-\d{8}-\d{6}$/);
  });

  it('tells in its events which settings a run has; the same seed gives the same', async () => {
    const vary = ['--vary', 'lr', '--runs', '2', '--seed', '5', '--name', 'tried', '--json'];
    // Runs that train at once may start in either order.
    const settings = async (): Promise<string[]> =>
      eventsOf((await run(...args, ...vary)).stdout)
        .filter(({ event }) => event === 'start')
        .map((event) => JSON.stringify([event['sweep'], event['settings']]))
        .sort();
    const once = await settings();
    expect(once.map((each) => JSON.parse(each) as unknown)).toEqual([
      ['tried', { lr: expect.any(Number) }],
      ['tried', { lr: expect.any(Number) }],
    ]);
    expect(await settings()).toEqual(once);
  });

  it('varies the flags of a program that imports from another, and says which each run had', async () => {
    const store = join(folder, 'flags');
    const asked = ['sweep', 'importing.optim', ...SPIRALS, '--steps', '5', '--out', store];
    const vary = ['--vary', 'nesterov', '--method', 'grid'];
    const { status, stdout, stderr } = await run(...asked, ...vary, '--json');
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const started = eventsOf(stdout).filter(({ event }) => event === 'start');
    const settings = started.map((each) => JSON.stringify(each['settings'])).sort();
    expect(settings).toEqual(['{"nesterov":false}', '{"nesterov":true}']);
    const listed = eventsOf((await run('runs', '--out', store, '--json')).stdout);
    const specs = listed.map((each) => each['spec'] as RunSpec);
    for (const { program, switches } of specs) {
      expect(switches).toBeUndefined();
      expect(program.written).toBe(IMPORTING);
      expect(program.text).not.toContain('import');
    }
    expect(new Set(specs.map(({ program }) => program.text)).size).toBe(2);
  });

  it.each([
    [['--vary', 'betta'], 'heavy has no hyperparameter "betta"; did you mean beta?\n'],
    [['--vary', 'lr=1..0.1'], 'The range of lr runs backwards: write it as lr=0.1..1.\n'],
    [['--vary', 'lr', '--lr', '1'], 'lr is to be varied and is set, too: leave one of them out.\n'],
    [['--vary', 'lr', '--method', 'grod'], '--method cannot be "grod"; did you mean grid?\n'],
    [
      ['sgd.optim', '--vary', 'lr'],
      'A sweep is of one program; "optiscope train" compares several.\n',
    ],
    [[], 'Say what to vary: a hyperparameter, such as lr.\n'],
  ])('says in a sentence what cannot be meant: %s', async (wrong, stderr) => {
    expect(await run(...args, ...wrong)).toEqual({ status: 2, stdout: '', stderr });
  });
});

describe('train --json', () => {
  it('gives the events of the contract and nothing else on stdout', async () => {
    const args = ['sgd.optim', ...SPIRALS, '--steps', '40', '--log-every', '10', '--lr', '0.1'];
    const { status, stdout } = await run('train', ...args, '--json');
    expect(status).toBe(0);
    const [first, ...rest] = eventsOf(stdout);
    expect(first).toEqual({
      event: 'start',
      run: expect.any(String),
      program: 'sgd',
      task: 'spirals',
      model: 'mlp',
      seed: 0,
      backend: 'tfjs-cpu',
      parameters: 2 * 32 + 32 + 32 * 32 + 32 + 32 * 2 + 2,
    });
    const last = rest.pop()!;
    const validated = rest.filter(({ values }) => 'val/loss' in (values as object));
    expect(rest.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * (i + 1)));
    expect(validated).toHaveLength(20);
    for (const event of rest) {
      const logged = (event['step'] as number) % 10 === 0 ? OPTIMIZER_TAGS : [];
      expect(Object.keys(event)).toEqual(['event', 'run', 'step', 'values']);
      expect(event).toMatchObject({ event: 'metrics', run: first!['run'] });
      const tags = Object.keys(event['values'] as object);
      // What the run takes of the machine stands beside a step every two seconds, on a slow one within this run.
      expect(tags.filter((tag) => !tag.startsWith('system/')).sort()).toEqual(
        [...logged, ...VALIDATION_TAGS].sort(),
      );
    }
    expect(rest.at(-1)!['values']).toMatchObject({ 'optimizer/lr': 0.1 });
    expect(last).toEqual({
      event: 'end',
      run: first!['run'],
      status: 'completed',
      step: 40,
      seconds: expect.any(Number),
      metrics: expect.objectContaining(rest.at(-1)!['values'] as object),
    });
  });

  it('trains every program with every seed, and keeps the runs', async () => {
    const store = join(folder, 'compared');
    const args = ['sgd.optim', 'heavy.optim', ...SPIRALS, '--steps', '3', '--seeds', '0,7'];
    const { status, stdout } = await run('train', ...args, '--out', store, '--json');
    expect(status).toBe(0);
    const events = eventsOf(stdout);
    const started = events.filter(({ event }) => event === 'start');
    expect(started.map(({ program, seed }) => `${String(program)} ${String(seed)}`).sort()).toEqual(
      ['heavy 0', 'heavy 7', 'sgd 0', 'sgd 7'],
    );
    expect(events.filter(({ event }) => event === 'end')).toHaveLength(4);
    const listed = eventsOf((await run('runs', '--out', store, '--json')).stdout);
    expect(listed.map(({ status: state, step }) => [state, step])).toEqual(
      Array(4).fill(['completed', 3]),
    );
    const files = readdirSync(join(store, String(started[0]!['run'])));
    expect(files.some((file) => file.includes('tfevents'))).toBe(true);
    expect(new Set(listed.map(({ comparison }) => comparison)).size).toBe(1);
  });

  it('trains so many at a time as it is told, and lets one of those that wait be next', async () => {
    const store = join(folder, 'queued');
    const args = ['sgd.optim', ...SPIRALS, '--steps', '1000000', '--seeds', '0,1,2'];
    const training = start(folder, 'train', ...args, '--out', store, '--parallel', '1', '--json');
    await training.said('"metrics"');
    const states = async (): Promise<unknown[]> =>
      eventsOf((await run('runs', '--out', store, '--json')).stdout).map((each) => [
        (each['spec'] as { seed: number }).seed,
        each['status'],
      ]);
    expect(await states()).toEqual([
      [2, 'queued'],
      [1, 'queued'],
      [0, 'running'],
    ]);
    const ids = readdirSync(store).filter((name) => name.includes('-sgd-'));
    const [first, , last] = [0, 1, 2].map((seed) => ids.find((id) => id.includes(`sgd-${seed}`))!);
    const next = await run('next', last!, '--out', store);
    expect(next).toMatchObject({ status: 0, stdout: `${last}: queued, 1st at step 0\n` });
    await run('stop', first!, '--out', store);
    await training.said(`"run":"${last}"`);
    expect((await states())[1]).toEqual([1, 'queued']);
    training.child.kill('SIGINT');
    await training.finished;
  });

  it('takes a diverged run for a result', async () => {
    const { status, stdout } = await run(
      'train',
      'sgd.optim',
      ...SPIRALS,
      '--lr',
      '1e30',
      '--json',
    );
    expect(status).toBe(0);
    const end = eventsOf(stdout).at(-1)!;
    expect(end['status']).toBe('diverged');
    expect(Object.values(end['metrics'] as object)).toContain('NaN');
    const alerts = eventsOf(stdout).filter(({ event }) => event === 'alert');
    expect(alerts).toEqual([
      {
        event: 'alert',
        run: end['run'],
        step: end['step'],
        kind: 'not-finite',
        message: expect.stringMatching(/^train\/loss became NaN at step \d+: lower the learning/),
      },
    ]);
  });

  it('prints one line for an alert, which is also why the run diverged', async () => {
    const { stderr } = await run('train', 'sgd.optim', ...SPIRALS, '--lr', '1e30');
    const lines = stderr.split('\n').filter((line) => line.includes('became NaN'));
    expect(lines).toEqual([
      expect.stringMatching(/^sgd: Not a finite number: train\/loss became NaN at step \d+: lower/),
    ]);
  });

  it('exits with 1 when a run fails', async () => {
    writeFileSync(join(folder, 'ragged.csv'), 'a,b\n1,2\n3\n');
    const args = ['sgd.optim', '--task', 'table', '--data', 'ragged.csv', '--target', 'b'];
    const { status, stdout, stderr } = await run('train', ...args, '--json');
    expect(status).toBe(1);
    expect(eventsOf(stdout).at(-1)).toMatchObject({ event: 'end', status: 'failed', step: 0 });
    expect(stderr).toContain('ragged.csv:3');
  });

  it('stops its runs at Ctrl-C, leaves them complete, and no process behind', async () => {
    const store = join(folder, 'stopped');
    const args = ['sgd.optim', ...SPIRALS, '--steps', '1000000', '--log-every', '1'];
    const training = start(folder, 'train', ...args, '--out', store, '--json');
    await training.said('"metrics"');
    const [lock] = readAllLocks(join(folder, 'state'));
    training.child.kill('SIGINT');
    const { status, stdout } = await training.finished;
    expect(status).toBe(130);
    const events = eventsOf(stdout);
    const end = events.at(-1)!;
    expect(end).toMatchObject({ event: 'end', status: 'stopped' });
    expect(events.filter(({ event }) => event === 'metrics')).toHaveLength(end['step'] as number);
    const recorded = JSON.parse(
      readFileSync(join(store, String(end['run']), 'run.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect(recorded).toMatchObject({ status: 'stopped', step: end['step'] });
    await gone(lock!.pid);
  });

  it('takes up a run that was killed, with the losses of one that was not', async () => {
    const store = join(folder, 'resumed');
    const args = ['sgd.optim', ...SPIRALS, '--log-every', '1', '--out', store, '--json'];
    const long = ['--steps', '3000', '--checkpoint-every', '10'];
    const training = start(folder, 'train', ...args, ...long);
    await training.said('"step":30,');
    const [lock] = readAllLocks(join(folder, 'state'));
    process.kill(lock!.pid, 'SIGKILL');
    expect((await training.finished).status).toBe(1);
    const { status, stdout, stderr } = await run('resume', '--out', store, '--json');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const whole = await run('train', ...args.slice(0, -3), '--json', '--steps', '3000');
    // What a run takes of the machine is never twice the same.
    const ownMetrics = (values: unknown): unknown =>
      Object.fromEntries(
        Object.entries(values as object).filter(([tag]) => !tag.startsWith('system/')),
      );
    const losses = (text: string): unknown[] =>
      eventsOf(text)
        .filter(({ event }) => event === 'metrics')
        .map(({ step, values }) => [step, ownMetrics(values)]);
    expect(losses(stdout)).toHaveLength(3000);
    expect(losses(stdout)).toEqual(losses(whole.stdout));
    const [resumed] = eventsOf((await run('runs', '--out', store, '--json')).stdout);
    expect(resumed).toMatchObject({ status: 'completed', step: 3000, reason: null });
    expect(resumed!['actions']).toEqual([expect.objectContaining({ action: 'continue' })]);
    const unknown = await run('train', ...args, '--fork', `${String(resumed!['id'])}@7`);
    expect(unknown).toMatchObject({ status: 1 });
    expect(unknown.stderr).toMatch(/has no checkpoint at step 7; there are 3000, 2990\./);
    const id = String(resumed!['id']);
    const forked = await run('train', ...args, '--steps', '2995', '--fork', `${id}@2990`);
    const trained = (text: string): unknown[] =>
      eventsOf(text).flatMap(({ event, values }) =>
        event === 'metrics' ? [(values as Record<string, number>)['train/loss']] : [],
      );
    expect(trained(forked.stdout)).toEqual(trained(whole.stdout).slice(2990, 2995));
  }, 180_000);

  it('leads a run from another terminal: pause, set, resume, stop after the epoch', async () => {
    const store = join(folder, 'led');
    const args = ['sgd.optim', ...SPIRALS, '--steps', '1000000', '--log-every', '1'];
    const training = start(folder, 'train', ...args, '--out', store, '--json');
    await training.said('"metrics"');
    const lead = async (...words: string[]): Promise<Record<string, unknown>> => {
      const { status, stdout, stderr } = await run(...words, '--out', store, '--json');
      expect(stderr).toBe('');
      expect(status).toBe(0);
      return eventsOf(stdout)[0]!;
    };
    const paused = await lead('pause');
    expect(paused).toMatchObject({ status: 'paused' });
    await lead('set', String(paused['id']).slice(0, -1), 'lr=0.25');
    const unknown = await run('set', 'lrr=1', '--out', store);
    expect(unknown).toMatchObject({ status: 1, stdout: '' });
    expect(unknown.stderr).toContain('Did you mean lr?');
    expect(await lead('resume')).toMatchObject({ status: 'running' });
    await lead('stop', '--after-epoch');
    const { status, stdout } = await training.finished;
    expect(status).toBe(0);
    expect(eventsOf(stdout).at(-1)).toMatchObject({ event: 'end', status: 'stopped' });
    const rates = eventsOf(stdout).flatMap(({ event, values }) =>
      event === 'metrics' ? (values as Record<string, number>)['optimizer/lr']! : [],
    );
    const { step } = paused as { step: number };
    expect(rates[step - 1]).toBe(rates[0]);
    expect(new Set(rates.slice(step))).toEqual(new Set([0.25]));
    const nothing = await run('pause', '--out', store);
    expect(nothing).toMatchObject({ status: 2, stdout: '' });
    expect(nothing.stderr).toContain('No run fits');
  });
});

/** Resolves when a process has left. */
async function gone(pid: number): Promise<void> {
  while (processLives(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('train in a log', () => {
  it('tells progress on stderr and ends with a table on stdout', async () => {
    const args = ['sgd.optim', 'heavy.optim', ...SPIRALS, '--steps', '5'];
    const { status, stdout, stderr } = await run('train', ...args);
    expect(status).toBe(0);
    expect(stderr).toMatch(/sgd .*5\/5 .*loss/);
    expect(stdout).toMatch(/program +result +step +train\/loss +val\/loss +val\/accuracy +time/);
    expect(stdout).toMatch(/\nsgd +completed +5 /);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('takes a program of the gallery by its name', async () => {
    const { status, stdout } = await run('train', 'lion', ...SPIRALS, '--steps', '2');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\nlion +completed/);
  });
});

/** The program's text in the record of the run of that name. */
async function textOf(name: string): Promise<string | undefined> {
  const { stdout } = await run('runs', '--json');
  const specs = eventsOf(stdout).map(({ spec }) => spec as Pick<RunSpec, 'program'>);
  return specs.find(({ program }) => program.name === name)?.program.text;
}

describe('train with a chain', () => {
  it('goes through all its parts, and records them as one program', async () => {
    const chain = 'sam+adamw+lookahead';
    const settings = ['--set', 'adamw.beta1=0.8', '--set', 'lookahead.k=2'];
    const { status, stdout } = await run(
      'train',
      chain,
      ...SPIRALS,
      '--steps',
      '5',
      ...settings,
      '--json',
    );
    expect(status).toBe(0);
    const [start] = eventsOf(stdout);
    expect(start).toMatchObject({ program: chain });
    expect(await textOf(chain)).toContain('adamw_beta1');
    expect(stdout).toContain('"optimizer/extra_passes":1');
  });
});

describe('a program that imports from the gallery', () => {
  it('is recorded as one program', async () => {
    const { status, stdout } = await run(
      'train',
      'careful.optim',
      ...SPIRALS,
      '--steps',
      '2',
      '--set',
      'adamw.beta1=0.8',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/\ncareful +completed/);
    expect(await textOf('careful')).toContain('interp(square(');
  });
});

describe('bad input', () => {
  it.each([
    [2, ['train', 'sgd.optim+heavy.optim', ...SPIRALS], /chain has one optimizer/],
    [2, ['train', 'sgd+sam', ...SPIRALS], /write sam\+sgd/],
    [2, ['train', 'sam', ...SPIRALS], /chain it with an optimizer, as in sam\+adamw/],
    [2, ['train', 'sgd+', ...SPIRALS], /before and behind each \+/],
    [2, ['train', 'sgd.optim', '--task', 'spiral'], /Did you mean spirals/],
    [2, ['train', 'heavy.optim', ...SPIRALS, '--set', 'bta=1'], /did you mean beta/],
    [2, ['train', 'sgd.optim', ...SPIRALS, '--model', 'mpl'], /Did you mean mlp/],
    [2, ['train', 'sgd.optim', ...SPIRALS, '--steps', '0'], /--steps/],
    [2, ['train', 'sgd.optim', '--task', 'images'], /--data/],
    [2, ['trian'], /did you mean train/],
    [1, ['train', 'wrong.optim', ...SPIRALS], /^wrong\.optim:2:\d+: error \S+ /],
    [1, ['train', 'none.optim', ...SPIRALS], /no program "none\.optim"/],
    [1, ['train', 'sgd.optim', '--task', 'images', '--data', 'nowhere'], /nowhere/],
  ])('exits with %i for %j', async (expected, args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect(status).toBe(expected);
    expect(stderr).toMatch(message);
    expect(stderr.trim()).not.toContain('\n');
    expect(stdout).toBe('');
  });
});

describe('check', () => {
  it('finds nothing wrong with what is right', async () => {
    const { status, stdout } = await run('check', 'sgd.optim');
    expect(status).toBe(0);
    expect(stdout).not.toContain('error');
  });

  it('prints file, line, column, severity, code and message, and exits with 1', async () => {
    const { status, stdout } = await run('check', 'sgd.optim', 'wrong.optim');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^wrong\.optim:2:17: error [A-Z]\d+ .+$/m);
    const json = eventsOf((await run('check', 'wrong.optim', '--json')).stdout);
    expect(json[0]).toMatchObject({ file: 'wrong.optim', line: 2, column: 17, severity: 'error' });
  });

  it('runs programs on canned problems where it is asked to', async () => {
    const climbing = 'climbing.optim';
    writeFileSync(join(folder, climbing), 'def train(w, g, lr):\n  return -lr * g\n');
    expect((await run('check', climbing)).stdout).not.toContain('P2');
    expect((await run('check', climbing, '--probes')).stdout).toMatch(/:1:5: warning P2 .+$/m);
  });
});

describe('simplify', () => {
  it('prints the program in its simplest form, and with --json how it came about', async () => {
    const plain = await run('simplify', 'discovered');
    expect(plain.status).toBe(0);
    expect(plain.stdout).toContain('v = interp(g, v, 0.996991)');
    const [told] = eventsOf((await run('simplify', 'discovered', '--json')).stdout);
    expect(told).toMatchObject({ program: plain.stdout, slots: [2, 1] });
    expect(told!['steps']).not.toEqual([]);
  });

  it('leaves one as it is that is as simple as it gets', async () => {
    const { stdout, stderr } = await run('simplify', 'sgd.optim');
    expect(stdout).toBe(readFileSync(join(folder, 'sgd.optim'), 'utf8'));
    expect(stderr).toContain('sgd is already as simple as it gets.');
  });
});

describe('replay', () => {
  const INPUT = {
    parameters: [{ name: 'w', shape: [2], value: [1, 2] }],
    gradients: [[[1, -1]], [[0.5, 0]]],
    lr: 0.1,
  };

  it('applies a program to recorded gradients', async () => {
    writeFileSync(join(folder, 'recorded.json'), JSON.stringify(INPUT));
    const args = ['replay', 'heavy.optim', '--input', 'recorded.json', '--set', 'beta=0.5'];
    const { status, stdout } = await run(...args, '--trajectory');
    expect(status).toBe(0);
    const { weights, trajectory } = JSON.parse(stdout) as {
      weights: number[][];
      trajectory: number[][][];
    };
    const first = [1 - 0.1, 2 + 0.1];
    const second = [first[0]! - 0.1 * (0.5 + 0.5), first[1]! + 0.1 * 0.5];
    expect(trajectory).toHaveLength(2);
    trajectory[0]![0]!.forEach((w, i) => expect(w).toBeCloseTo(first[i]!, 14));
    weights[0]!.forEach((w, i) => expect(w).toBeCloseTo(second[i]!, 14));
  });

  it('names what is wrong with a recording', async () => {
    writeFileSync(join(folder, 'broken.json'), JSON.stringify({ ...INPUT, gradients: [[[1]]] }));
    const { status, stderr } = await run('replay', 'sgd.optim', '--input', 'broken.json');
    expect(status).toBe(1);
    expect(stderr).toContain('broken.json');
  });
});

describe('lists', () => {
  it('lists tasks and backends', async () => {
    const tasks = eventsOf((await run('tasks', '--json')).stdout);
    expect(tasks.map(({ name }) => name)).toContain('spirals');
    const backends = eventsOf((await run('backends', '--json')).stdout);
    expect(backends.map(({ name }) => name)).toEqual([
      'compiled',
      'tfjs-gpu',
      'tfjs-webgpu',
      'tfjs-node',
      'tfjs-wasm',
      'tfjs-cpu',
    ]);
    expect((await run('tasks')).stdout).toContain('spirals');
  });

  it('installs no backend that is built in or that it does not know', async () => {
    const builtIn = await run('backends', '--install', 'tfjs-cpu');
    expect(builtIn.status).toBe(1);
    expect(builtIn.stderr).toContain('tfjs-cpu is built in; there is nothing to install.');
    const unknown = await run('backends', '--install', 'tfjs-gp');
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('did you mean tfjs-gpu?');
  });

  it('lists what runs take, and deletes those that need not be kept, when it is told twice', async () => {
    const store = join(folder, 'pruned');
    const args = ['sgd.optim', ...SPIRALS, '--steps', '2', '--seeds', '0,1,2', '--out', store];
    await run('train', ...args);
    const listed = eventsOf((await run('runs', '--out', store, '--json')).stdout);
    expect(listed.every(({ bytes }) => Number(bytes) > 0)).toBe(true);
    const [newest, middle, oldest] = listed.map(({ id }) => String(id));
    const tags = { name: null, note: '', tags: ['paper'] };
    writeFileSync(join(store, oldest!, 'annotations.json'), JSON.stringify(tags));
    const prune = ['runs', '--out', store, '--prune', '--keep', '1'];
    const dry = await run(...prune);
    expect(dry.stdout).toMatch(new RegExp(`^${middle}  sgd  .* kB\n1 run .* add --yes to do it`));
    const ids = async (): Promise<string[]> =>
      eventsOf((await run('runs', '--out', store, '--json')).stdout).map(({ id }) => String(id));
    expect(await ids()).toEqual([newest, middle, oldest]);
    expect((await run(...prune, '--yes')).stdout).toContain('1 run');
    expect(await ids()).toEqual([newest, oldest]);
    expect((await run(...prune, '--yes')).stdout).toContain('every run is kept');
    expect((await run('runs', '--prune')).stderr).toContain('--keep N');
    expect((await run('runs', '--yes')).stderr).toContain('--prune');
  });

  it('says that there are no runs', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const { status, stdout } = await optiscope(empty, 'runs');
    expect(status).toBe(0);
    expect(stdout).toContain('no runs');
  });
});

describe('serve', () => {
  it('prints the address of its page, which answers to its token only, and ends at Ctrl-C', async () => {
    const serving = start(folder, 'serve');
    await serving.said('http://127.0.0.1:');
    const [lock] = readAllLocks(join(folder, 'state'));
    const address = `http://127.0.0.1:${lock!.port}/`;
    expect((await fetch(`${address}?token=${lock!.token}`)).status).toBe(200);
    expect((await fetch(address)).status).toBeGreaterThanOrEqual(400);
    serving.child.kill('SIGINT');
    expect((await serving.finished).status).toBe(130);
    await gone(lock!.pid);
  });
});
