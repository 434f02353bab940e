import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze, type Program } from '../../language';
import { parseReplayInput } from './input';
import { replay, type ReplayEngine } from './replay';

const METHODS = ['sgd', 'momentum', 'adamw', 'rmsprop', 'amsgrad'];

function galleryProgram(name: string): Program {
  const source = readFileSync(new URL(`../../gallery/${name}.optim`, import.meta.url), 'utf8');
  return analyze(source, { name }).program!;
}

/** A recording of torch.optim in float64 (fixtures/make.py), and the weights that it ended with. */
function recording(name: string) {
  const text = readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
  const { expected, ...input } = JSON.parse(text) as { expected: number[][] };
  return { expected, input: parseReplayInput(JSON.stringify(input), `${name}.json`) };
}

/** The largest |a − b| / (1 + |b|). */
async function distanceFromTorch(
  name: string,
  engine: ReplayEngine,
  overrides: Record<string, number> = {},
): Promise<number> {
  const { expected, input } = recording(name);
  const options = { engine, overrides, trajectory: false };
  const { weights } = await replay(galleryProgram(name), input, options);
  const distances = expected.flatMap((tensor, t) =>
    tensor.map((b, i) => Math.abs(weights[t][i] - b) / (1 + Math.abs(b))),
  );
  return Math.max(...distances);
}

describe('200 steps beside torch.optim', () => {
  it.each(METHODS)('%s agrees in float64', async (name) => {
    // 1e-5 is asked for; the two differ by roundings alone.
    expect(await distanceFromTorch(name, 'reference')).toBeLessThan(1e-12);
  });

  it.each(METHODS)(
    '%s stays near in float32, by the reference and by TensorFlow.js',
    async (name) => {
      expect(await distanceFromTorch(name, 'reference-f32')).toBeLessThan(1e-5);
      expect(await distanceFromTorch(name, 'tfjs')).toBeLessThan(1e-5);
    },
  );

  it('would notice a decay that is slightly wrong', async () => {
    expect(await distanceFromTorch('adamw', 'reference', { beta2: 0.998 })).toBeGreaterThan(1e-4);
  });
});
