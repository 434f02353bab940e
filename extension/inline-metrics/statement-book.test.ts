import { beforeEach, describe, expect, it } from 'vitest';
import {
  StatementsFound,
  StatementsObserved,
  type StatementLayout,
  type StatementsState,
  type StepFigures,
} from '../../runtime/protocol/statements';
import { StatementBook, type StatementConnection } from './statement-book';

const a = { store: '/s', run: 'a' };
const b = { store: '/s', run: 'b' };
const layout: StatementLayout = { source: 'written', statements: [], slots: [], parameters: [] };
const nothing: StatementsState = {
  layout: null,
  every: null,
  latest: null,
  history: { steps: [], rms: [] },
};
const figures = (step: number): StepFigures => ({ step, statements: [], drift: [] });

/** The supervisor's side of a connection: what was asked of it, and what it answers. */
class FakeConnection {
  readonly asked: string[] = [];
  readonly tell = new Map<string, (params: unknown) => void>();

  constructor(private readonly answers: Readonly<Record<string, StatementsState>>) {}

  readonly connection = {
    rpc: {
      sendRequest: ({ method }: { method: string }, { run }: { run: string }) => {
        this.asked.push(`${method} ${run}`);
        const answer = this.answers[run];
        return answer === undefined ? Promise.reject(new Error('gone')) : Promise.resolve(answer);
      },
      onNotification: ({ method }: { method: string }, handler: (params: unknown) => void) =>
        void this.tell.set(method, handler),
    },
  } as unknown as StatementConnection;

  observed(run: object, step: number): void {
    this.tell.get(StatementsObserved.method)!({ ...run, every: 5, figures: figures(step) });
  }
}

describe('what the statements of runs give', () => {
  let changes: number;
  let book: StatementBook;
  let supervisor: FakeConnection;

  beforeEach(() => {
    changes = 0;
    book = new StatementBook(() => changes++);
    supervisor = new FakeConnection({ a: { ...nothing, layout, latest: figures(1) }, b: nothing });
  });

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is asked for while a run is wanted, and kept when it no longer is', async () => {
    book.connect(supervisor.connection);
    book.want([a]);
    book.want([a]);
    await settled();
    expect(book.of(a)?.latest?.step).toBe(1);
    supervisor.observed(a, 6);
    expect(book.of(a)).toMatchObject({ every: 5, latest: { step: 6 } });
    book.want([]);
    expect(supervisor.asked).toEqual(['statements/subscribe a', 'statements/unsubscribe a']);
    expect(book.of(a)?.latest?.step).toBe(6);
    expect(changes).toBe(2);
  });

  it('is unknown of a run that nobody can say anything of', async () => {
    book.connect(supervisor.connection);
    book.want([b]);
    await settled();
    expect(book.of(b)).toBeNull();
    expect(book.of(a)).toBeNull();
    supervisor.tell.get(StatementsFound.method)!({ ...b, layout });
    expect(book.of(b)).toMatchObject({ layout, latest: null });
  });

  it('is asked for again by a new connection, which may know less', async () => {
    book.want([a]);
    book.connect(supervisor.connection);
    await settled();
    const next = new FakeConnection({ a: nothing });
    book.connect(next.connection);
    await settled();
    expect(next.asked).toEqual(['statements/subscribe a']);
    expect(book.of(a)?.latest?.step).toBe(1);
    const gone = new FakeConnection({});
    book.connect(gone.connection);
    await settled();
    expect(book.of(a)?.latest?.step).toBe(1);
  });

  it('is forgotten of the oldest of many runs', async () => {
    book.connect(new FakeConnection({}).connection);
    const runs = Array.from({ length: 60 }, (_, i) => ({ store: '/s', run: `run ${i}` }));
    const found = new FakeConnection(
      Object.fromEntries(runs.map(({ run }) => [run, { ...nothing, layout }])),
    );
    book.connect(found.connection);
    for (const run of runs) {
      book.want([run]);
      await settled();
    }
    expect(runs.filter((run) => book.of(run) !== null)).toHaveLength(50);
    expect(book.of(runs.at(-1)!)).not.toBeNull();
  });
});
