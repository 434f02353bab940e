import type { Program, StepContext } from '../../language';
import { resolveHyper } from '../training/hyperparameters';
import { ReplayError, type ReplayInput } from './input';
import { startMoving, type ReplayEngine, type Weights } from './moving';

export interface ReplayOptions {
  readonly engine: ReplayEngine;
  /** Hyperparameters that win over the recording's; `lr` replaces its learning rates by a constant one. */
  readonly overrides: Readonly<Record<string, number>>;
  /** Whether to give the weights after every step too. */
  readonly trajectory: boolean;
}

/** Row-major, one list per parameter. */
export interface ReplayResult {
  /** After the last step. */
  readonly weights: Weights;
  /** Where the program would evaluate; only of a program with an `eval_point`. */
  readonly eval?: Weights;
  /** After each step. */
  readonly trajectory?: readonly Weights[];
  /** Functions that have no kernel yet, so that the interpreter worked them out; only of compiled programs. */
  readonly interpreted?: readonly string[];
}

/** Applies a program to recorded gradients; no model is involved. Throws a ReplayError. */
export async function replay(
  program: Program,
  input: ReplayInput,
  { engine, overrides, trajectory }: ReplayOptions,
): Promise<ReplayResult> {
  const contexts = contextsOf(program, input, overrides);
  const moving = await startMoving(program, input.parameters, engine);
  try {
    const passed: Weights[] = [];
    for (const [s, gradients] of input.gradients.entries()) {
      await moving.step(gradients, contexts[s]);
      if (trajectory) passed.push(await moving.weights());
    }
    return {
      weights: await moving.weights(),
      ...(program.evalPoint ? { eval: await moving.evalPoint() } : {}),
      ...(trajectory ? { trajectory: passed } : {}),
      ...(moving.interpreted?.length ? { interpreted: moving.interpreted } : {}),
    };
  } finally {
    moving.dispose();
  }
}

/** What the program is told at each step. */
function contextsOf(
  program: Program,
  input: ReplayInput,
  overrides: ReplayOptions['overrides'],
): StepContext[] {
  if (!input.losses && readsLoss(program)) {
    throw new ReplayError(
      `${program.name} reads the loss, and the recording has none; add "losses", one number per step.`,
    );
  }
  const { lr, hyper } = resolved(program, { ...input.hyper, ...overrides });
  const fixed = 'lr' in overrides || !input.lr;
  const rates = fixed ? input.gradients.map(() => lr) : input.lr;
  const lrPeak = rates.reduce((peak, rate) => Math.max(peak, rate), 0);
  return input.gradients.map((_, s) => ({
    step: s + 1,
    totalSteps: input.totalSteps,
    lr: rates[s],
    lrPeak,
    loss: input.losses?.[s] ?? NaN,
    epochEnd: s + 1 === input.totalSteps,
    hyper,
  }));
}

function resolved(program: Program, hyper: Readonly<Record<string, number>>) {
  try {
    return resolveHyper(program, { lr: null, hyper });
  } catch (error) {
    throw new ReplayError((error as Error).message);
  }
}

function readsLoss({ train, slots, evalPoint }: Program): boolean {
  const bodies = [train, evalPoint, ...slots.map((slot) => slot.initial)];
  return bodies.some((body) =>
    body?.statements.some(({ args }) =>
      args.some((operand) => operand.from === 'input' && operand.name === 'loss'),
    ),
  );
}

/** A result as JSON, in which non-finite numbers are strings. */
export function replayJson(result: ReplayResult): string {
  return JSON.stringify(result, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
