import { describe, expect, test } from 'vitest';
import { analyze } from '../analyze';
import type { Diagnostic } from '../diagnostics';
import { DEFECTS } from '../testing/defects';
import { holdsItsPage } from '../testing/findings';
import { programOf } from '../testing/program-of';
import { GALLERY } from '../testing/programs';
import { probe, PROBES } from '.';

/** A loaded machine is several times slower than a quiet one. */
const PATIENCE = 60_000;

/** What the probes say; `only`: of one code. */
function probed(source: string, only?: string): readonly Diagnostic[] {
  const { program } = analyze(source, { lints: false });
  const others = PROBES.filter(({ code }) => only !== undefined && code !== only);
  const levels = Object.fromEntries(others.map(({ code }) => [code, 'off' as const]));
  return program ? probe(source, program, levels) : [];
}

describe.each(PROBES.map((each) => [each.code, each] as const))(
  '%s',
  (_, each) => {
    holdsItsPage(each, (source) => probed(source, each.code));
  },
  PATIENCE,
);

describe('the gallery', () => {
  test.each(GALLERY)(
    '%s breaks nothing and drifts nowhere',
    (_, source) => {
      const serious = probed(source).filter(({ severity }) => severity !== 'info');
      expect(serious).toEqual([]);
    },
    PATIENCE,
  );
});

test('a bias correction outside of the root is found by running the program, too', () => {
  const { answer } = DEFECTS.find(({ where }) => where === 'ScheduleFreeRAdam')!;
  if (!('program' in answer)) throw new Error('It can be written.');
  expect(probed(answer.program, 'P3')).toHaveLength(1);
});

test('the beta of another average in a correction is found', () => {
  const source = `def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.999)
  return lr * debias(m, 0.9) / (sqrt(debias(v, 0.9)) + 1e-8), m, v
`;
  expect(probed(source, 'P3')).toHaveLength(1);
});

describe('a program is told', () => {
  const { wrong } = PROBES.find(({ code }) => code === 'P2')!;

  test('the same every time', () => {
    expect(probed(wrong)).toEqual(probed(wrong));
  });

  test('as a person wants it: silenced by a comment, raised or turned off by a setting', () => {
    const silenced = wrong.replace('def', '# optiscope: ignore P2: on purpose\ndef');
    expect(probed(silenced, 'P2')).toEqual([]);
    const program = programOf(wrong);
    const levelOf = (level: 'off' | 'error') =>
      probe(wrong, program, { P2: level }).find(({ code }) => code === 'P2')?.severity;
    expect(levelOf('off')).toBeUndefined();
    expect(levelOf('error')).toBe('error');
  });
});

test(
  'a program that takes more than it may is left off, with what has been found so far',
  () => {
    const work = '  x = orthogonalize(x, 5)\n'.repeat(60);
    const source = `def train(w, g, lr):\n  x = g\n${work}  return -lr * x\n`;
    expect(probed(source).map(({ code }) => code)).toEqual(['P2']);
  },
  PATIENCE,
);
