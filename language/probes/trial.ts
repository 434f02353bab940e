import { findFunction } from '../functions';
import { createReferenceOptimizer, type Precision } from '../interpret/reference';
import type { SlotValues } from '../interpret/slots';
import { factsOf } from '../interpret/matrix';
import { chain } from '../ir/chain';
import type { Operand, Program, Statement } from '../ir/program';
import type { Subject } from '../lints/subject';
import type { ParameterInfo } from '../parameters';
import type { Lists } from './numbers';

/** Thrown when a program's probes have taken all the work that they may. */
export class OutOfWork extends Error {}

/**
 * What all probes of one program may take together, in results of statements for one element: some seconds of one
 * core. Counted rather than timed, so that the same program is always told the same.
 */
const MOST_WORK = 40_000_000;
/** A matrix function takes about as much as this many statements for each element. */
const MATRIX_FUNCTION = 100;
/** What a statement takes beside its elements, in elements. */
const OVERHEAD = 8;

/** The length of a run, as programs that ask for `total_steps` are told. */
export const STEPS = 1000;
const EPOCH = 100;
const SEED = 1;

/** A matrix and a vector: programs that treat them differently show both sides. */
export const SMALL: readonly ParameterInfo[] = [
  { name: 'kernel', shape: [3, 4], role: 'matrix' },
  { name: 'bias', shape: [3], role: 'bias' },
];

/** What a model answers at some weights. */
export type Answer = (weights: Lists) => { readonly loss: number; readonly gradients: Lists };

export interface CourseOptions {
  readonly parameters?: readonly ParameterInfo[];
  readonly precision?: Precision;
  readonly seed?: number;
  /** The value of the entry function that is looked at; left out: its update. */
  readonly watch?: Operand;
}

/** A program on the bench: it can be run from the start as often as a probe likes. */
export class Trial {
  /** The program; one that does not train by itself is chained with plain gradient descent. */
  readonly program: Program;
  /** Whether the program draws random numbers. */
  readonly isRandom: boolean;
  private work = MOST_WORK;

  constructor(readonly subject: Subject) {
    this.program = trainable(subject.program);
    this.isRandom = statementsOf(this.program).some(
      ({ fn }) => findFunction(fn)?.meaning.per === 'random',
    );
  }

  /** Starts the program from its first step. Each step throws OutOfWork when there is nothing left to spend. */
  start({
    parameters = SMALL,
    precision = 'float64',
    seed = SEED,
    watch,
  }: CourseOptions = {}): Course {
    const program = watch ? watching(this.program, watch) : this.program;
    const optimizer = createReferenceOptimizer(program, parameters, precision);
    const price = workOf(program, parameters);
    const lr = program.hypers.find(({ name }) => name === 'lr')!.default;
    let step = 0;
    return {
      step: (weights, gradients, answer) => {
        if (this.work < price) throw new OutOfWork();
        this.work -= price;
        step++;
        const same: Answer = () => ({ loss: 1, gradients });
        const context = {
          step,
          totalSteps: STEPS,
          lr,
          lrPeak: lr,
          loss: answer ? answer(weights).loss : 1,
          epochEnd: step % EPOCH === 0,
          hyper: {},
          seed,
        };
        return optimizer.step(weights, gradients, context, answer ?? same);
      },
      slots: () => optimizer.readSlots(),
    };
  }
}

/** A program that is being run. */
export interface Course {
  /**
   * The update at the next step. `answer`: what the model says at other weights; left out: the same gradients
   * everywhere.
   */
  step(weights: Lists, gradients: Lists, answer?: Answer): Lists;
  slots(): SlotValues | null;
}

const statementsOf = ({ train, slots }: Program): readonly Statement[] => [
  ...train.statements,
  ...slots.flatMap(({ initial }) => initial?.statements ?? []),
];

function watching(program: Program, value: Operand): Program {
  const { train } = program;
  return { ...program, train: { ...train, results: [value, ...train.results.slice(1)] } };
}

function workOf({ train }: Program, parameters: readonly ParameterInfo[]): number {
  const elements = parameters.reduce((sum, each) => sum + factsOf(each).numel + OVERHEAD, 0);
  return train.statements.reduce((sum, { fn, type }) => {
    const isMatrix = findFunction(fn)?.meaning.per === 'matrix';
    const each = type.extent === 'model' ? OVERHEAD : elements;
    return sum + (isMatrix ? MATRIX_FUNCTION * elements : each);
  }, 1);
}

const LR = {
  name: 'lr',
  default: 0.01,
  low: 1e-4,
  high: 10,
  scale: 'log',
  doc: null,
  declared: true,
  span: null,
} as const;

/** `def train(w, g, lr): return lr * g`. */
const DESCENT: Program = {
  name: 'sgd',
  doc: null,
  entry: 'train',
  hypers: [LR],
  slots: [],
  train: {
    statements: [
      {
        id: 0,
        fn: 'multiply',
        args: [
          { from: 'input', name: 'lr' },
          { from: 'input', name: 'g' },
        ],
        type: { kind: 'num', extent: 'elem' },
        fixed: false,
        guard: null,
        name: null,
        span: { start: 0, end: 0 },
      },
    ],
    results: [{ from: 'statement', id: 0 }],
  },
  evalPoint: null,
};

function trainable(program: Program): Program {
  if (program.entry === 'train') return program;
  const parts = program.entry === 'grad_transform' ? [program, DESCENT] : [DESCENT, program];
  return chain(parts).program!;
}
