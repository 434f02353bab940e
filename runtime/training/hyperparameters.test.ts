import { describe, expect, it } from 'vitest';
import type { Hyper, Program } from '../../language';
import { resolveHyper } from './hyperparameters';

const hyper = (name: string, value: number): Hyper => ({
  name,
  default: value,
  low: 0,
  high: 1,
  scale: 'linear',
  doc: null,
  declared: true,
  span: null,
});

const PROGRAM: Program = {
  name: 'adamw',
  doc: null,
  hypers: [hyper('lr', 1e-3), hyper('beta1', 0.9), hyper('beta2', 0.999)],
  entry: 'train',
  slots: [],
  train: { statements: [], results: [] },
  evalPoint: null,
};

describe('resolveHyper', () => {
  it("takes the program's defaults", () => {
    expect(resolveHyper(PROGRAM, { lr: null, hyper: {} })).toEqual({
      lr: 1e-3,
      hyper: { beta1: 0.9, beta2: 0.999 },
    });
  });

  it('lets a person set any of them, the learning rate either way', () => {
    expect(resolveHyper(PROGRAM, { lr: null, hyper: { beta1: 0, lr: 0.5 } })).toEqual({
      lr: 0.5,
      hyper: { beta1: 0, beta2: 0.999 },
    });
    expect(resolveHyper(PROGRAM, { lr: 0.1, hyper: {} }).lr).toBe(0.1);
  });

  it('names the nearest where there is none of that name', () => {
    expect(() => resolveHyper(PROGRAM, { lr: null, hyper: { bta1: 1 } })).toThrow(
      'adamw has no hyperparameter "bta1"; did you mean beta1?',
    );
  });
});
