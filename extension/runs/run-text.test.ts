import { expect, it } from 'vitest';
import { runText } from './run-text';
import { sampleRun } from './sample';

const base = sampleRun();
const differing = (a: string, b: string): [string, string][] => {
  const [left, right] = [a.split('\n'), b.split('\n')];
  expect(left).toHaveLength(right.length);
  return left.flatMap((line, i) => (line === right[i] ? [] : [[line, right[i]!]]));
};

it('two runs differ as text exactly where they differ', () => {
  expect(differing(runText(base), runText(base))).toEqual([]);
  const other = { ...base, gitCommit: 'abc', spec: { ...base.spec, seed: 7, warmup: 10 } };
  expect(differing(runText(base), runText(other)).map(([, line]) => line)).toEqual(
    expect.arrayContaining(['seed: 7', 'warmup: 10', 'git commit: abc']),
  );
});

it('numbers stand in full, and a change of a running setting counts', () => {
  const resolved = { ...base.resolved!, lr: 0.123456789 };
  expect(runText({ ...base, resolved })).toContain('lr: 0.123456789');
  const set = {
    at: 1,
    by: 'x',
    step: 3,
    action: 'set',
    name: 'lr',
    value: 0.5,
    before: 0.1,
  } as const;
  expect(runText({ ...base, resolved, actions: [set] })).toContain('lr: 0.5');
});

it('the program stands at the end as it was', () => {
  const program = { ...base.spec.program, text: 'optimizer x\n  y = 1\n' };
  expect(runText({ ...base, spec: { ...base.spec, program } })).toMatch(
    /optimizer x\n {2}y = 1\n$/,
  );
});
