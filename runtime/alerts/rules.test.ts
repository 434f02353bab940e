import { describe, expect, it } from 'vitest';
import { normals } from '../graph/random';
import { ALERT_KINDS } from '../protocol/alerts';
import { found, planOf, rowOf, validationOf, type Logged } from './curves.test-helper';
import { RULES } from './rules';
import { AlertWatch } from './watch';

const noise = (step: number, seed = 1): number => normals({ seed, step, stream: 2 }, 1)[0]!;
const falling = (step: number): number => 2.3 * Math.exp(-step / 100);

it('there is one rule for each kind', () => {
  expect(RULES.map(({ kind }) => kind).sort()).toEqual([...ALERT_KINDS].sort());
});

describe('what is not finite', () => {
  it.each([NaN, Infinity, -Infinity])('is found at once in a loss: %d', (value) => {
    expect(found((step) => ({ loss: step === 7 ? value : falling(step) }))).toEqual([
      { kind: 'not-finite', tag: 'train/loss', value, parameter: null, step: 7 },
    ]);
  });

  it('is found in a gradient, with the parameter, before the loss has suffered', () => {
    const findings = found((step) => ({
      loss: falling(step),
      gradient: step < 9 ? 1 : [1, Infinity],
    }));
    expect(findings).toMatchObject([
      { tag: 'optimizer/grad_norm', value: Infinity, parameter: 'output.weight', step: 9 },
    ]);
  });

  it('is found in a validation loss', () => {
    const watch = new AlertWatch(planOf());
    const row = { step: 3, metrics: { 'val/loss': NaN }, norms: null };
    expect(watch.observe(row)).toMatchObject([{ kind: 'not-finite', tag: 'val/loss' }]);
  });

  it('is found once in a value of the program, and holds nothing else back', () => {
    const watch = new AlertWatch(planOf());
    const origin = { step: 2, name: 'u', source: 'written', range: null, parameter: null } as const;
    const rowAt = (step: number, loss: number) =>
      watch.observe({ step, metrics: { 'train/loss': loss }, norms: null, origin });
    expect(rowAt(1, 1)).toEqual([{ kind: 'not-finite', tag: null, origin }]);
    const later = Array.from({ length: 40 }, (_, i) => rowAt(2 + i, i < 12 ? 1 : 100)).flat();
    expect(later.map(({ kind }) => kind)).toEqual(['divergence']);
  });
});

describe('divergence', () => {
  it('is found where a loss leaves its beginning upwards', () => {
    const [finding, ...more] = found(
      (step) => ({ loss: 2.3 * 1.08 ** step, gradient: 1.05 ** step }),
      {
        steps: 60,
      },
    );
    expect(finding).toMatchObject({ kind: 'divergence', tag: 'train/loss' });
    expect(finding!.step).toBeLessThan(35);
    expect(more).toEqual([]);
  });

  it('is found where half of what was gained is lost for good', () => {
    const curve = (step: number): Logged => ({
      loss: (step < 300 ? falling(step) : 1.6) * (1 + 0.05 * noise(step)),
    });
    const [finding, ...more] = found(curve);
    expect(finding).toMatchObject({ kind: 'divergence', step: 319 });
    expect(more).toEqual([]);
  });
});

describe('a plateau', () => {
  it('is found where a loss has been level for two fifths of the run', () => {
    const curve = (step: number): Logged => ({
      loss: 0.5 + 2 * Math.exp(-step / 20) + 0.01 * noise(step),
    });
    const [finding, ...more] = found(curve);
    expect(finding).toMatchObject({ kind: 'plateau', stuck: false });
    expect(finding!.step).toBeLessThan(400);
    expect(more).toEqual([]);
  });

  it.each([true, false])(
    'is found where a loss never began to fall; schedule decays: %j',
    (decays) => {
      const curve = (step: number): Logged => ({ loss: 2.3 + 0.03 * noise(step) });
      expect(found(curve, { decays })).toMatchObject([{ kind: 'plateau', stuck: true, since: 1 }]);
    },
  );
});

describe('dead units', () => {
  const shares = (...values: number[]) => {
    const watch = new AlertWatch(planOf());
    return values.flatMap((share, i) => watch.observe(validationOf(i + 1, share)));
  };

  it('are found when a layer has hardly a unit left, twice in a row', () => {
    expect(shares(0.1, 0.9, 0.95)).toEqual([{ kind: 'dead-units', layer: 'dense1', share: 0.95 }]);
  });

  it('are none when they wake again, or are half of a layer', () => {
    expect(shares(0.1, 0.9, 0.2, 0.9, 0.5, 0.5, 0.5)).toEqual([]);
  });

  it('are not looked for in a layer of a few', () => {
    const watch = new AlertWatch(planOf({ parameters: [{ name: 'dense1.bias', shape: [4] }] }));
    expect([1, 2, 3].flatMap((step) => watch.observe(validationOf(step, 1)))).toEqual([]);
  });
});

describe('exploding gradients', () => {
  it('are found when they come again and again, and hurt', () => {
    const curve = (step: number): Logged => {
      const spike = step > 200 && step % 3 === 0;
      return { loss: falling(step) + (step > 200 ? 0.5 : 0), gradient: spike ? [900, 3] : 1 };
    };
    const [finding] = found(curve);
    expect(finding).toMatchObject({
      kind: 'exploding-gradients',
      parameter: 'dense1.weight',
      value: expect.closeTo(900, 0),
    });
    expect(finding!.step).toBeLessThan(220);
  });
});

describe('vanishing gradients', () => {
  it('are found in the layer that gets none while another does', () => {
    const curve = (step: number): Logged => ({ loss: falling(step), gradient: [1e-9, 1] });
    expect(found(curve)).toMatchObject([
      { kind: 'vanishing-gradients', parameter: 'dense1.weight', step: 20 },
    ]);
  });

  it('are found when no layer gets any, and the loss is where it began', () => {
    const curve = (): Logged => ({ loss: 2.3, gradient: 1e-9 });
    expect(found(curve)).toMatchObject([
      { kind: 'vanishing-gradients', parameter: null, step: 20 },
    ]);
  });
});

describe('the update-to-weight ratio', () => {
  it('is too high where steps overthrow the weights', () => {
    const curve = (step: number): Logged => ({ loss: 2.3 + Math.abs(noise(step)), ratio: 0.9 });
    expect(found(curve)[0]).toEqual({ kind: 'update-ratio', ratio: 0.9, side: 'high', step: 20 });
  });

  it('is too low where rounding eats the steps, and that says why there is a plateau', () => {
    const curve = (step: number): Logged => ({ loss: 2.3 + 0.01 * noise(step), ratio: 1e-9 });
    expect(found(curve, { warmup: 10 })).toEqual([
      { kind: 'update-ratio', ratio: 1e-9, side: 'low', step: 30 },
    ]);
  });
});

describe('a watch', () => {
  it('raises no kind that the run has raised before, nor what that says already', () => {
    const levels = (raised: readonly 'update-ratio'[]) => {
      const watch = new AlertWatch(planOf(), raised);
      return Array.from({ length: 500 }, (_, i) =>
        watch.observe(rowOf(i + 1, { loss: 2.3 + 0.01 * noise(i), ratio: 1e-9 })),
      ).flat();
    };
    expect(levels([])).toHaveLength(1);
    expect(levels(['update-ratio'])).toEqual([]);
  });
});
