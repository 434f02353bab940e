import type { ExportedFile } from '../../runtime/protocol/panel';
import 'vscode-jsonrpc/node';
import { encodeFrame, type Block, type MeanBlock } from '../../runtime/protocol/frames';
import { bareSpec, type Run, type RunSpec, type RunStatus } from '../../runtime/protocol/runs';
import type { ContentKind, Summary } from '../../runtime/protocol/summaries';
import type { Transport, TransportListener } from '../transport/transport';

/** A block without what a subscription says of it. */
type BlockPart<T = Exclude<Block, MeanBlock>> = T extends unknown
  ? Omit<T, 'subscription' | 'tag'>
  : never;

const spec: RunSpec = {
  ...bareSpec('lion', 'spirals'),
  program: { name: 'lion', path: '/gallery/lion.optim', text: '' },
  steps: 100,
};

export const STORE = '/project/.optiscope/runs';

/** A run as the supervisor would tell it. */
export const fakeRun = (
  id: string,
  more: {
    status?: RunStatus;
    comparison?: string;
    program?: string;
    task?: string;
    seed?: number;
    lr?: number;
    hyper?: Record<string, number>;
    metrics?: Record<string, number | string>;
    createdAt?: number;
  } = {},
): Run => ({
  format: 1,
  id,
  store: STORE,
  comparison: more.comparison ?? null,
  spec: {
    ...spec,
    task: more.task ?? spec.task,
    seed: more.seed ?? 0,
    lr: more.lr ?? null,
    hyper: more.hyper ?? {},
    program: { ...spec.program, name: more.program ?? 'lion' },
  },
  resolved: null,
  status: more.status ?? 'running',
  step: 0,
  createdAt: more.createdAt ?? 0,
  startedAt: null,
  endedAt: null,
  metrics: more.metrics ?? {},
  reason: null,
  warnings: [],
  actions: [],
  gitCommit: null,
  supervisor: 1,
});

const AFTER = {
  'runs/stop': 'stopped',
  'runs/pause': 'paused',
  'runs/resume': 'running',
  'runs/next': 'queued',
};

/** Plays the host and the supervisor behind it for a panel under test. */
export class FakeSupervisor implements Transport {
  readonly commands = new Set<never>();
  readonly requests: { method: string; params: unknown }[] = [];
  /** Subscription ids in force, by run. */
  readonly subscriptions = new Map<string, number>();
  /** What each run logs besides scalars, by kind and tag. */
  readonly summaries = new Map<string, Summary[]>();
  /** Files that the panel offered. */
  readonly offered: ExportedFile[] = [];
  saved: unknown = null;
  private listener: TransportListener | null = null;

  constructor(
    public runs: Run[],
    readonly tags: readonly string[] = ['train/loss'],
    readonly defaultStore: string | null = null,
  ) {}

  start(listener: TransportListener): void {
    this.listener = listener;
  }
  command(): void {
    throw new Error('the fake host has no commands');
  }
  offer(file: ExportedFile): void {
    this.offered.push(file);
  }
  restore(): unknown {
    return this.saved;
  }
  save(state: unknown): void {
    this.saved = JSON.parse(JSON.stringify(state));
  }

  send(text: string): void {
    const { id, method, params } = JSON.parse(text);
    this.requests.push({ method, params });
    this.listener?.text(
      JSON.stringify({ jsonrpc: '2.0', id, result: this.answer(method, params) }),
    );
  }

  open(): void {
    this.listener?.opened();
  }
  lose(): void {
    this.subscriptions.clear();
    this.listener?.closed('gone');
  }
  show(runs: readonly string[]): void {
    this.listener?.show(STORE, runs);
  }
  notify(method: string, params: unknown): void {
    this.listener?.text(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  /** Sends the values of a run's first tag, at steps that count up from `first`. */
  points(run: string, first: number, values: readonly number[], historyComplete = true): void {
    this.listener?.frame(
      encodeFrame([
        {
          kind: 'scalars',
          subscription: this.subscriptions.get(run)!,
          tag: 0,
          first,
          total: first + values.length,
          historyComplete,
          superseded: false,
          steps: Float64Array.from(values, (_, i) => first + i),
          wallTimes: Float64Array.from(values, (_, i) => 1000 + first + i),
          values: Float32Array.from(values),
        },
      ]),
    );
  }

  /** Sends blocks about a run's first tag. */
  blocks(run: string, ...blocks: readonly BlockPart[]): void {
    const subscription = this.subscriptions.get(run)!;
    this.listener?.frame(
      encodeFrame(blocks.map((block): Block => ({ ...block, subscription, tag: 0 }))),
    );
  }

  /** Has a run log something besides scalars, a summary a step, and tells of it. */
  logs(run: string, kind: ContentKind, tag: string, contents: readonly Summary['content'][]): void {
    const summaries = contents.map((content, index) => {
      return { index, step: 10 * index, wallTime: 1000 + index, content, problem: null };
    });
    this.summaries.set(`${kind} ${tag}`, summaries);
    const told = { kind, tag, count: summaries.length, revision: 0 };
    const subscription = this.subscriptions.get(run)!;
    this.notify('series/summaries', { subscription, tags: [told] });
  }

  /** Sends the answer to a question about a mean. */
  mean(block: Omit<MeanBlock, 'kind'>): void {
    this.listener?.frame(encodeFrame([{ kind: 'mean', ...block }]));
  }

  private answer(method: string, params: Record<string, unknown>): unknown {
    switch (method) {
      case 'store/watch':
        return this.runs;
      case 'series/subscribe':
        this.subscriptions.set(params.run as string, params.subscription as number);
        return { tags: this.tags };
      case 'runs/stop':
      case 'runs/pause':
      case 'runs/resume':
      case 'runs/next':
        return { ...this.runs.find(({ id }) => id === params.run), status: AFTER[method] };
      case 'series/summarySteps':
        return { revision: 0, steps: this.summariesOf(params).map(({ step }) => step) };
      case 'series/readSummaries': {
        const all = this.summariesOf(params);
        return { revision: 0, summaries: (params.indices as number[]).map((i) => all[i]) };
      }
      default:
        return null;
    }
  }

  private summariesOf({ kind, tag }: Record<string, unknown>): readonly Summary[] {
    return this.summaries.get(`${String(kind)} ${String(tag)}`) ?? [];
  }
}
