import { describe, expect, it } from 'vitest';
import type {
  Figures,
  StatementLayout,
  StepFigures,
  TextRange,
} from '../../runtime/protocol/statements';
import { sampleRun } from '../runs/sample';
import { ObservedStatements } from './observed-statements';
import { statementLines } from './statement-lines';

const at = (line: number, last = line): TextRange => ({
  start: { line, character: 2 },
  end: { line: last, character: 9 },
});

const figures = (rms: number | null, change: Partial<Figures> = {}): Figures => ({
  count: 100,
  nonFinite: rms === null ? 100 : 0,
  zeros: 0,
  rms,
  mean: rms === null ? null : -rms / 2,
  largest: rms === null ? null : 3 * rms,
  ...change,
});

const statement = (name: string | null, range: TextRange | null) => ({
  name,
  range,
  imported: false,
  ofModel: false,
  isUpdate: name === null,
});

const layout: StatementLayout = {
  source: 'written',
  statements: [statement('m', at(2, 3)), statement('rate', at(4)), statement(null, at(4))],
  slots: [
    { name: 'm', range: at(0), statement: 0 },
    { name: 'v', range: at(0), statement: null },
  ],
  parameters: ['dense1.weight', 'dense1.bias'],
};

const step = (number: number, rms: number | null, change: Partial<Figures> = {}): StepFigures => ({
  step: number,
  statements: [
    { whole: figures(rms, change), parameters: [figures(rms, change), null] },
    { whole: figures(0.5, { count: 1 }), parameters: [] },
    { whole: null, parameters: [null, null] },
  ],
  drift: [0.0312, null],
});

const told = (...steps: StepFigures[]): ObservedStatements => {
  const observed = new ObservedStatements();
  observed.found(layout);
  for (const each of steps) observed.observed(10, each);
  return observed;
};

const shown = { run: sampleRun(), others: 0 };
const same = (line: number): number => line;

describe('the lines of a program that trains', () => {
  it('show what each statement gives, and by how much slots drift', () => {
    const lines = statementLines(told(step(10, 1), step(20, 2), step(30, 4)), shown, same);
    expect(lines.map(({ line, text }) => [line, text])).toEqual([
      [3, '▁▃█ 4'],
      [4, 'rate ▁▁▁ 0.5   update ××× –'],
      [0, 'drift m +3.1 %   v –'],
    ]);
    expect(lines.every(({ faded }) => !faded)).toBe(true);
  });

  it('say on hover how values are spread, by layer, and of which run', () => {
    const [first, second, third] = statementLines(
      told(step(10, 1), step(20, 2, { zeros: 0.25, nonFinite: 3 })),
      { ...shown, others: 2 },
      same,
    );
    expect(first!.text).toBe('▁█ 2, 3 % not finite');
    expect(first!.details.split('\n')).toEqual([
      '**m**',
      '',
      '|  | RMS | Mean | Largest | Zeros | Not finite | RMS so far |',
      '| :-- | --: | --: | --: | --: | --: | :-- |',
      '| All parameters | 2 | -1 | 6 | 25 % | 3 % | `▁█` |',
      '| dense1\\.weight | 2 | -1 | 6 | 25 % | 3 % | `▁█` |',
      '| dense1\\.bias | – | – | – | – | – | `××` |',
    ]);
    expect(first!.about).toBe(
      'Step 20 of lion on spirals, the newest of 3 that go on, observed every 10 steps.',
    );
    expect(second!.details).toContain('**rate**');
    expect(third!.details).toContain('Drift of slot **m**: +3.1 %');
  });

  it('mark where nothing is finite', () => {
    const [first] = statementLines(told(step(10, 1), step(20, null)), shown, same);
    expect(first!.text).toBe('▁× not finite');
  });

  it('move with their statements, and go with those that were changed', () => {
    const observed = told(step(10, 1));
    const moved = statementLines(observed, shown, (line) => line + 2);
    expect(moved.map(({ line }) => line)).toEqual([5, 6, 2]);
    const without = (gone: number) =>
      statementLines(observed, shown, (line) => (line === gone ? null : line));
    expect(without(2).map(({ line }) => line)).toEqual([4, 0]);
    expect(without(3).map(({ line }) => line)).toEqual([4, 0]);
    const torn = statementLines(observed, shown, (line) => (line > 2 ? line + 1 : line));
    expect(torn.map(({ line }) => line)).toEqual([5, 0]);
  });

  it('are none before something is known, and fade when the run has ended', () => {
    expect(statementLines(told(), shown, same)).toEqual([]);
    expect(statementLines(new ObservedStatements(), shown, same)).toEqual([]);
    const ended = { run: sampleRun({ status: 'completed' }), others: 0 };
    expect(statementLines(told(step(10, 1)), ended, same).every(({ faded }) => faded)).toBe(true);
  });
});

describe('what is known of statements', () => {
  it('goes on from what was told at first, so far back and no further', () => {
    const observed = new ObservedStatements();
    const steps = Array.from({ length: 120 }, (_, i) => i);
    observed.begin({
      layout,
      every: 10,
      latest: step(119, 5),
      history: { steps, rms: [steps, steps.map(() => null), []] },
    });
    expect(observed.history(0)).toHaveLength(120);
    expect(observed.history(1)).toEqual(steps.map(() => NaN));
    expect(observed.historyOf(0, 0)).toEqual([5]);
    observed.observed(20, step(139, 7));
    expect(observed.every).toBe(20);
    expect(observed.history(0)).toHaveLength(120);
    expect(observed.history(0).at(0)).toBe(1);
    expect(observed.history(0).at(-1)).toBe(7);
    expect(observed.historyOf(0, 0)).toEqual([5, 7]);
    observed.found(null);
    expect(observed.history(0)).toEqual([]);
    expect(observed.latest).toBeNull();
  });
});
