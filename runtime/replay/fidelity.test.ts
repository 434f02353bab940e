import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze, chain, type Passes, type Program } from '../../language';
import { resolveHyper } from '../training/hyperparameters';
import { parseReplayInput, type ReplayInput } from './input';
import { startMoving, type ReplayEngine } from './moving';
import { replay } from './replay';

const GALLERY = new URL('../../gallery/', import.meta.url);
const TABLE = new URL('../../docs/fidelity.md', import.meta.url);

type Lists = readonly (readonly number[])[];

/** What a reference implementation ends with, as fixtures/make.py recorded it. */
interface Expected {
  readonly reference: string;
  readonly peak: number;
  readonly hyper: Readonly<Record<string, number>>;
  readonly weights: Lists;
  readonly eval?: Lists;
  /** Of the quadratic that gives the gradients, in the place of recorded ones. */
  readonly curvature?: Lists;
}

const fixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')) as T;

const { rates, ...recording } = fixture<{ rates: number[] }>('recording');
const METHODS = fixture<Record<string, Expected>>('expected');

const galleryProgram = (name: string): Program => {
  const source = readFileSync(new URL(`${name}.optim`, GALLERY), 'utf8');
  return analyze(source, { name }).program!;
};

const programOf = (method: string): Program =>
  chain(method.split('+').map(galleryProgram)).program!;

function inputOf({ peak, hyper }: Expected): ReplayInput {
  const lr = rates.map((rate) => peak * rate);
  return parseReplayInput(JSON.stringify({ ...recording, lr, hyper }), 'recording.json');
}

/** The largest |a − b| / (1 + |b|). */
const distance = (actual: Lists, expected: Lists): number =>
  Math.max(
    ...expected.flatMap((tensor, t) =>
      tensor.map((b, i) => Math.abs(actual[t]![i]! - b) / (1 + Math.abs(b))),
    ),
  );

async function distanceOf(
  method: string,
  engine: ReplayEngine,
  overrides: Record<string, number> = {},
): Promise<number> {
  const expected = METHODS[method]!;
  const program = programOf(method);
  if (expected.curvature) return onQuadratic(program, expected, engine);
  const result = await replay(program, inputOf(expected), { engine, overrides, trajectory: false });
  const atWeights = distance(result.weights, expected.weights);
  return expected.eval ? Math.max(atWeights, distance(result.eval!, expected.eval)) : atWeights;
}

/** Gradients of ½ Σ c·w² wherever the program asks for them. */
async function onQuadratic(
  program: Program,
  expected: Expected,
  engine: ReplayEngine,
): Promise<number> {
  const { parameters } = inputOf(expected);
  const { hyper } = resolveHyper(program, expected);
  const curvature = expected.curvature!;
  const gradientsAt = (points: readonly ArrayLike<number>[]): number[][] =>
    points.map((w, t) => Array.from(w, (x, i) => curvature[t]![i]! * x));
  const passes: Passes = (points) => ({ loss: NaN, gradients: gradientsAt(points) });
  const moving = await startMoving(program, parameters, engine);
  try {
    for (const [s, rate] of rates.entries()) {
      const lr = expected.peak * rate;
      const rest = { totalSteps: rates.length, lrPeak: lr, loss: NaN, epochEnd: false };
      const gradients = gradientsAt(await moving.weights());
      await moving.step(gradients, { ...rest, step: s + 1, lr, hyper }, passes);
    }
    return distance(await moving.weights(), expected.weights);
  } finally {
    moving.dispose();
  }
}

/** To one digit, upwards: the last bits of a difference say nothing. */
function bound(distance: number): string {
  if (distance === 0) return '0';
  const exponent = Math.ceil(Math.log10(distance) - 1e-9) - 1;
  const digit = Math.ceil(distance / 10 ** exponent);
  return digit === 10 ? `1e${exponent + 1}` : `${digit}e${exponent}`;
}

async function fidelityTable(): Promise<string> {
  const rows: string[] = [];
  for (const [method, { reference }] of Object.entries(METHODS).sort()) {
    const double = bound(await distanceOf(method, 'reference'));
    const single = bound(await distanceOf(method, 'reference-f32'));
    rows.push(`| ${method} | ${reference} | ${double} | ${single} |`);
  }
  return `# How near the gallery is to its references

Each program of the gallery follows the same 200 recorded gradients as an independent implementation: \`torch.optim\`
where PyTorch 1.13 has the method, else a transcription of the published equations into NumPy
(\`runtime/replay/fixtures/\`). The weights are tensors of ranks 1, 2 and 4, the learning rate rises and falls, gradients
span four decades with zeros among them. The figure is the largest |a − b| / (1 + |b|) over all weights after the last
step, and over the point of evaluation where a method has one. SAM and Sophia ask for gradients that no recording
holds, so they run on a quadratic. In float32 rounding adds up, and methods that take signs may decide otherwise near
zero.

| program | reference | float64 | float32 |
| --- | --- | --- | --- |
${rows.join('\n')}

\`UPDATE_GOLDEN=1 npx vitest run runtime/replay\` writes this page anew; a test holds it current.
`;
}

describe('200 steps beside a reference', () => {
  it('are there for every program of the gallery', () => {
    const replayed = new Set(Object.keys(METHODS).flatMap((method) => method.split('+')));
    const programs = readdirSync(GALLERY).map((file) => file.replace('.optim', ''));
    expect(programs.filter((name) => !replayed.has(name))).toEqual([]);
    expect(programs).toHaveLength(33);
  });

  it.each(Object.keys(METHODS))('%s agrees in float64', async (method) => {
    expect(await distanceOf(method, 'reference')).toBeLessThan(1e-5);
  });

  it.each(Object.entries(METHODS))('%s is far from where it started', (_, { weights }) => {
    const starts = inputOf(METHODS['sgd']!).parameters.map(({ value }) => value);
    expect(distance(starts, weights)).toBeGreaterThan(0.03);
  });

  it.each(Object.keys(METHODS))('%s follows compiled', async (method) => {
    expect(await distanceOf(method, 'compiled')).toBeLessThan(1e-3);
  });

  it.each(Object.keys(METHODS))('%s follows in TensorFlow.js', async (method) => {
    expect(await distanceOf(method, 'tfjs')).toBeLessThan(1e-3);
  });

  it('would notice a decay that is slightly wrong', async () => {
    expect(await distanceOf('adamw', 'reference', { beta2: 0.998 })).toBeGreaterThan(1e-4);
  });

  it('stand in the documentation as they are', async () => {
    const table = await fidelityTable();
    if (process.env['UPDATE_GOLDEN']) writeFileSync(TABLE, table);
    expect(readFileSync(TABLE, 'utf8').replaceAll('\r\n', '\n')).toBe(table);
  }, 60_000);
});
