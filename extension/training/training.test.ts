import { describe, expect, it } from 'vitest';
import type { TaskInfo } from '../../runtime/protocol/messages';
import { OPTION_ROWS, parseSeeds, parseSettings } from './options';
import {
  DEFAULT_CHOICES,
  NOTHING_REMEMBERED,
  choicesFor,
  isComplete,
  moduleTask,
  orderTasks,
  remember,
  runSpecs,
} from './plan';
import { columnNames } from './table-header';

const task = (name: string, change: Partial<TaskInfo> = {}): TaskInfo => ({
  name,
  title: name,
  description: '',
  data: 'none',
  needsTarget: false,
  models: ['mlp'],
  split: '',
  metric: { tag: 'val/loss', better: 'lower' },
  defaults: { steps: 2000, batch: 64 },
  ...change,
});

const images = task('images', { data: 'folder', models: ['mlp', 'cnn'] });
const table = task('table', { data: 'file', needsTarget: true });

describe('tasks on offer', () => {
  it('begin with those that need no file', () => {
    const order = orderTasks([images, task('spirals'), table, task('glyphs')], NOTHING_REMEMBERED);
    expect(order.map((each) => each.name)).toEqual(['spirals', 'glyphs', 'images', 'table']);
  });

  it("may be modules of one's own, of which nothing is known beforehand", () => {
    const own = moduleTask('/project/moons.mjs');
    expect(own).toMatchObject({ name: '/project/moons.mjs', title: 'moons.mjs' });
    expect(isComplete(own, DEFAULT_CHOICES)).toBe(true);
    const shown = OPTION_ROWS.filter((row) => row.appliesTo(own)).map((row) => [
      row.label,
      row.value(DEFAULT_CHOICES, own),
    ]);
    expect(shown).toContainEqual(['Steps', "the task's"]);
    expect(shown.map(([label]) => label)).not.toContain('Model');
  });

  it('begin with the one of last time', () => {
    const remembered = remember(NOTHING_REMEMBERED, 'table', DEFAULT_CHOICES);
    expect(orderTasks([images, task('spirals'), table], remembered)[0]?.name).toBe('table');
  });
});

describe('choices', () => {
  it('are remembered for each task apart, without hyperparameters', () => {
    const chosen = { ...DEFAULT_CHOICES, data: '/digits', steps: 600, set: { beta1: 0.5 } };
    const remembered = remember(NOTHING_REMEMBERED, 'images', chosen);
    expect(choicesFor(remembered, 'images')).toEqual({ ...chosen, set: {} });
    expect(choicesFor(remembered, 'text')).toEqual(DEFAULT_CHOICES);
  });

  it('are complete when the data and the target that a task needs are there', () => {
    expect(isComplete(task('spirals'), DEFAULT_CHOICES)).toBe(true);
    expect(isComplete(table, { ...DEFAULT_CHOICES, data: '/a.csv' })).toBe(false);
    expect(isComplete(table, { ...DEFAULT_CHOICES, data: '/a.csv', target: 'y' })).toBe(true);
  });

  it('set hyperparameters, flags and choices of the program', () => {
    const set = { wd: 0, nesterov: true, mode: 'sign' };
    const program = { name: 'lion', path: null, text: '' };
    const choices = { ...DEFAULT_CHOICES, set };
    const [spec] = runSpecs([program], 'spirals', choices, {
      backend: 'auto',
      threads: null,
      relaxedSimd: false,
    });
    expect(spec).toMatchObject({ hyper: { wd: 0 }, switches: { nesterov: true, mode: 'sign' } });
  });

  it('make one run for each program and seed', () => {
    const programs = ['lion', 'adamw'].map((name) => ({ name, path: null, text: name }));
    const specs = runSpecs(
      programs,
      'spirals',
      { ...DEFAULT_CHOICES, seeds: [0, 3], lr: 0.01, set: { wd: 0 } },
      { backend: 'tfjs-wasm', threads: 2, relaxedSimd: false },
    );
    expect(specs.map((spec) => [spec.program.name, spec.seed])).toEqual([
      ['lion', 0],
      ['lion', 3],
      ['adamw', 0],
      ['adamw', 3],
    ]);
    expect(specs[0]).toMatchObject({
      lr: 0.01,
      hyper: { wd: 0 },
      backend: 'tfjs-wasm',
      threads: 2,
    });
    expect(specs[0]).not.toHaveProperty('seeds');
    expect(specs[0]).not.toHaveProperty('switches');
  });
});

describe('option rows', () => {
  const row = (label: string) => OPTION_ROWS.find((each) => each.label === label)!;
  const parse = (label: string, text: string) => {
    const { edit } = row(label);
    return edit.kind === 'text' ? edit.parse(text) : null;
  };

  it('show what happens when nothing is chosen', () => {
    expect(row('Steps').value(DEFAULT_CHOICES, images)).toBe('2,000');
    expect(row('Model').value(DEFAULT_CHOICES, images)).toBe('mlp');
    expect(row('Learning rate').value(DEFAULT_CHOICES, images)).toBe("the program's");
  });

  it('show only what the task has', () => {
    const labels = (of: TaskInfo) =>
      OPTION_ROWS.filter((each) => each.appliesTo(of)).map((each) => each.label);
    expect(labels(task('spirals'))).not.toContain('Data');
    expect(labels(table)).toEqual(expect.arrayContaining(['Data', 'Target column']));
    expect(labels(table)).not.toContain('Model');
  });

  it('take numbers and refuse the rest with a sentence', () => {
    expect(parse('Steps', ' 600 ')).toEqual({ change: { steps: 600 } });
    expect(parse('Steps', '')).toEqual({ change: { steps: null } });
    expect(parse('Steps', '1.5')).toEqual({
      error: "'1.5' is not a whole number that is at least 1.",
    });
    expect(parse('Learning rate', '3e-4')).toEqual({ change: { lr: 3e-4 } });
    expect(parse('Learning rate', 'Infinity')).toHaveProperty('error');
    expect(parse('Warm-up', '')).toEqual({ change: { warmup: 0 } });
  });

  it('take lists of seeds and of hyperparameters', () => {
    expect(parseSeeds('0, 1 2,1')).toEqual({ change: { seeds: [0, 1, 2] } });
    expect(parseSeeds('one')).toHaveProperty('error');
    expect(parseSettings('beta1=0.95, wd=0')).toEqual({ change: { set: { beta1: 0.95, wd: 0 } } });
    expect(parseSettings('adamw.beta1=0.95')).toEqual({ change: { set: { adamw_beta1: 0.95 } } });
    expect(parseSettings('nesterov=True mode=sign')).toEqual({
      change: { set: { nesterov: true, mode: 'sign' } },
    });
    expect(parseSettings('beta1')).toHaveProperty('error');
  });
});

describe('column names of a table', () => {
  it('are read from the first line', () => {
    expect(columnNames('a, "b ""c"", d" ,e\r\n1,2,3')).toEqual(['a', 'b "c", d', 'e']);
    expect(columnNames('\ufeffspecies,mass\n')).toEqual(['species', 'mass']);
  });
  it('are not guessed from half a line', () => expect(columnNames('a,b')).toEqual([]));
});
