import { describe, expect, it } from 'vitest';
import { analyze, type Program } from '../../language';
import { parseReplayInput, ReplayError } from './input';
import { replay, replayJson, type ReplayOptions } from './replay';

const REFERENCE: ReplayOptions = { engine: 'reference', overrides: {}, trajectory: false };

function programOf(source: string): Program {
  const { program, diagnostics } = analyze(source, { name: 'mine' });
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
}

const SGD = programOf('lr: hyper(0.1, 1) = 0.5\n\ndef train(w, g, lr):\n  return lr * g\n');

const RECORDING = {
  parameters: [
    { name: 'w', shape: [2], value: [1, 2] },
    { name: 'k', shape: [1, 2], value: [3, 4] },
  ],
  gradients: [
    [
      [1, 1],
      [1, 1],
    ],
    [
      [2, 0],
      [0, 2],
    ],
  ],
  lr: 0.5 as unknown,
};

const inputOf = (changes: object = {}) =>
  parseReplayInput(JSON.stringify({ ...RECORDING, ...changes }), 'run.json');

describe('replay', () => {
  it('moves the weights along the recorded gradients', async () => {
    expect(await replay(SGD, inputOf(), REFERENCE)).toEqual({
      weights: [
        [-0.5, 1.5],
        [2.5, 2.5],
      ],
    });
  });

  it("takes one learning rate per step, the program's default, or an override", async () => {
    const end = async (changes: object, overrides = {}) =>
      (await replay(SGD, inputOf(changes), { ...REFERENCE, overrides })).weights[0];
    expect(await end({ lr: [1, 0] })).toEqual([0, 1]);
    expect(await end({ lr: undefined })).toEqual([-0.5, 1.5]);
    expect(await end({ lr: 7 }, { lr: 1 })).toEqual([-2, 1]);
  });

  it('gives the weights after every step when asked', async () => {
    const { trajectory } = await replay(SGD, inputOf(), { ...REFERENCE, trajectory: true });
    expect(trajectory).toEqual([
      [
        [0.5, 1.5],
        [2.5, 3.5],
      ],
      [
        [-0.5, 1.5],
        [2.5, 2.5],
      ],
    ]);
  });

  it('gives the evaluation point of a program that has one', async () => {
    const averaged = programOf(`
x: state = w

def train(w, g, x, lr):
  x = interp(w - lr * g, x, 0.5)
  return lr * g, x

def eval_point(w, x):
  return x
`);
    const result = await replay(averaged, inputOf(), REFERENCE);
    expect(result.eval).toEqual([
      [0.125, 1.625],
      [2.625, 3.125],
    ]);
    const lowered = await replay(averaged, inputOf(), { ...REFERENCE, engine: 'tfjs' });
    expect(lowered.eval).toEqual(result.eval);
  });

  it('tells the program step, total, peak, loss, epoch end and role', async () => {
    const nosy = programOf(`
def train(w, g, lr):
  u = step + 10 * total_steps + 100 * lr_peak + 1000 * loss
  if epoch_end:
    u = u + 10000
  if role(w) == "vector":
    u = u + g
  return u + 0 * g
`);
    const input = inputOf({ lr: [1, 3], losses: [5, 6], totalSteps: 2 });
    const { trajectory } = await replay(nosy, input, { ...REFERENCE, trajectory: true });
    expect(trajectory![0]).toEqual([
      [1 - 5322, 2 - 5322],
      [3 - 5321, 4 - 5321],
    ]);
    expect(trajectory![1][1]).toEqual([3 - 5321 - 16322, 4 - 5321 - 16322]);
  });

  it('feeds hyperparameters from the recording, and lets overrides win', async () => {
    const scaled = programOf('k: hyper(0, 10) = 1\n\ndef train(w, g, lr):\n  return k * lr * g\n');
    const end = async (overrides: Record<string, number>) =>
      (await replay(scaled, inputOf({ hyper: { k: 2 } }), { ...REFERENCE, overrides }))
        .weights[0][0];
    expect(await end({})).toBe(-2);
    expect(await end({ k: 0 })).toBe(1);
  });

  it('writes non-finite numbers as strings', async () => {
    const input = inputOf({
      gradients: [
        [
          ['NaN', '-Infinity'],
          [0, 0],
        ],
      ],
    });
    const result = await replay(SGD, input, REFERENCE);
    expect(replayJson(result)).toBe('{"weights":[["NaN","Infinity"],[3,4]]}');
  });

  it('says which functions a compiled program leaves to the interpreter', async () => {
    const compiled = { ...REFERENCE, engine: 'compiled' as const };
    const plain = await replay(SGD, inputOf({}), compiled);
    expect(plain).toEqual(await replay(SGD, inputOf({}), REFERENCE));
    const noisy = programOf('def train(w, g, lr):\n  return lr * g + 0 * orthogonalize(g, 3)\n');
    expect(await replay(noisy, inputOf({}), compiled)).toEqual({
      ...plain,
      interpreted: ['orthogonalize'],
    });
  });

  it('says what it cannot do', async () => {
    const fails = (program: Program, changes: object, options: object) =>
      expect(replay(program, inputOf(changes), { ...REFERENCE, ...options })).rejects;
    await fails(SGD, {}, { overrides: { lrr: 1 } }).toThrow(
      'no hyperparameter "lrr"; did you mean lr?',
    );
    await fails(SGD, { hyper: { betta: 1 } }, {}).toThrow('no hyperparameter "betta"');
    const usesLoss = programOf('def train(w, g, lr):\n  return g * loss\n');
    await fails(usesLoss, {}, {}).toThrow(/reads the loss, .* add "losses"/);
  });
});

describe('a recording that is wrong', () => {
  const rows: [string, object, string][] = [
    ['no parameters', { parameters: undefined }, 'run.json: "parameters" is missing.'],
    [
      'empty parameters',
      { parameters: [], gradients: [] },
      'run.json: "parameters" is empty; give at least one tensor.',
    ],
    ['no gradients', { gradients: undefined }, 'run.json: "gradients" is missing.'],
    [
      'a misspelt field',
      { gradient: [] },
      'run.json: the recording has a field "gradient"; did you mean "gradients"?',
    ],
    [
      'a bad shape',
      { parameters: [{ name: 'w', shape: [1.5], value: [1] }] },
      'run.json: parameters[0].shape must be a list of whole numbers above zero.',
    ],
    [
      'a bad role',
      { parameters: [{ name: 'w', shape: [1], role: 'x', value: [1] }] },
      'run.json: parameters[0].role must be one of matrix, embedding, output, conv, vector, norm, bias.',
    ],
    [
      'no name',
      { parameters: [{ shape: [1], value: [1] }] },
      'run.json: parameters[0].name must be a text.',
    ],
    [
      'a nested value',
      { parameters: [{ name: 'w', shape: [1, 2], value: [[1, 2]] }] },
      'run.json: parameters[0].value must be flat: 2 numbers, row-major, for the shape [1, 2].',
    ],
    [
      'a short value',
      { parameters: [{ name: 'w', shape: [2], value: [1] }] },
      'run.json: parameters[0].value must hold 2 numbers, row-major, for the shape [2], and holds 1.',
    ],
    [
      'a step with a tensor too few',
      { gradients: [[[1, 1]]] },
      'run.json: gradients[0] must hold 2 lists, one per parameter, and holds 1.',
    ],
    [
      'a gradient of the wrong size',
      {
        gradients: [
          [
            [1, 1],
            [1, 1],
          ],
          [[1, 1], [1]],
        ],
      },
      'run.json: gradients[1][1] must hold 2 numbers, row-major, for "k" of shape [1, 2], and holds 1.',
    ],
    [
      'a gradient that is no number',
      {
        gradients: [
          [
            [1, 'x'],
            [1, 1],
          ],
        ],
      },
      'run.json: gradients[0][0][1] must be a number, and is "x".',
    ],
    [
      'too few learning rates',
      { lr: [1] },
      'run.json: "lr" must hold 2 numbers, one learning rate per step, and holds 1.',
    ],
    [
      'a wrong learning rate',
      { lr: 'fast' },
      'run.json: "lr" must be a number, or a list with one number per step.',
    ],
    ['a wrong hyperparameter', { hyper: { eps: '1' } }, 'run.json: hyper.eps must be a number.'],
    [
      'too few total steps',
      { totalSteps: 1 },
      'run.json: "totalSteps" must be a whole number, at least the 2 steps of "gradients".',
    ],
    [
      'too few losses',
      { losses: [] },
      'run.json: "losses" must hold 2 numbers, one loss per step, and holds 0.',
    ],
  ];

  it.each(rows)('%s', (_, changes, message) => {
    expect(() => inputOf(changes)).toThrow(new ReplayError(message));
  });

  it('is not JSON', () => {
    expect(() => parseReplayInput('{"lr": NaN}', 'run.json')).toThrow(
      'run.json is not valid JSON: JSON has no NaN and no Infinity; write "NaN", "Infinity" or "-Infinity" as strings.',
    );
    expect(() => parseReplayInput('{', 'run.json')).toThrow(/^run\.json is not valid JSON: .+\.$/);
    expect(() => parseReplayInput('[]', 'run.json')).toThrow(
      'run.json: the recording must be a JSON object.',
    );
  });
});
