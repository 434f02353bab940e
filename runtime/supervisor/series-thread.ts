import { Worker } from 'node:worker_threads';
import type {
  MeanParams,
  ReadSummariesParams,
  SummaryTagRef,
  ViewParams,
} from '../protocol/messages';
import type { Run } from '../protocol/runs';
import type {
  FoundSummaries,
  FromDesk,
  RunPlace,
  StepsAnswer,
  SummariesAnswer,
  ToDesk,
} from '../series/desk-messages';
import { logFolderOf } from '../store/layout';
import type { TrainerRows } from '../trainer/messages';
import type { Log } from './log';

/** A thread that falls so often is not started again. */
const MOST_FALLS = 3;

type FramesMessage = Extract<FromDesk, { kind: 'frames' }>;

/** Who gets the frames of a socket. */
export interface FrameSink {
  take(message: FramesMessage): void;
  /** A run that is subscribed to has logged something besides scalars. */
  found(what: FoundSummaries): void;
  /** The thread has fallen; what was subscribed to is gone. */
  lost(): void;
}

interface Answer {
  readonly resolve: (message: FromDesk) => void;
  readonly reject: (error: Error) => void;
}

/** The socket thread's end of the series thread. */
export class SeriesThread {
  private worker: Worker;
  private readonly sinks = new Map<number, FrameSink>();
  private readonly answers = new Map<number, Answer>();
  /** Runs of this supervisor: a new thread must be told of them again. */
  private readonly live = new Map<string, { readonly folder: string; readonly tags: string[] }>();
  /** Those that somebody has subscribed to. */
  private readonly asked = new Map<string, Run>();
  private lastNumber = 0;
  private falls = 0;
  private closed = false;

  constructor(
    private readonly entry: string,
    private readonly log: Log,
    /** Told what keeps a run's files from being read as a whole, and which earlier sentence that replaces. */
    private readonly tellProblem: (run: Run, sentence: string, instead: string | null) => void,
  ) {
    this.worker = this.start();
  }

  /** Rows of this run will come. */
  begin(run: Run): void {
    const { key, folder } = placeOf(run);
    this.live.set(key, { folder, tags: [] });
    this.say({ kind: 'begin', key, folder, tags: [] });
  }

  append(run: Run, rows: TrainerRows): void {
    const { key } = placeOf(run);
    this.live.get(key)?.tags.push(...rows.newTags);
    this.say({ kind: 'rows', key, rows });
  }

  end(run: Run): void {
    const { key } = placeOf(run);
    this.live.delete(key);
    this.say({ kind: 'ended', key });
  }

  /** Event files of others are looked at again. */
  refresh(): void {
    this.say({ kind: 'refresh' });
  }

  /** A socket's number. */
  join(sink: FrameSink): number {
    this.sinks.set(++this.lastNumber, sink);
    return this.lastNumber;
  }

  leave(client: number): void {
    this.sinks.delete(client);
    this.say({ kind: 'leave', client });
  }

  /** The socket has room for frames. */
  pull(client: number): void {
    this.say({ kind: 'pull', client });
  }

  /** Resolves with the tags that are known so far. */
  async subscribe(
    client: number,
    subscription: number,
    run: Run,
    reduced: boolean,
  ): Promise<readonly string[]> {
    this.asked.set(placeOf(run).key, run);
    const message = await this.ask((request) => ({
      kind: 'subscribe',
      request,
      client,
      subscription,
      reduced,
      ...placeOf(run),
    }));
    return message.kind === 'subscribed' ? message.tags : [];
  }

  unsubscribe(client: number, subscription: number): void {
    this.say({ kind: 'unsubscribe', client, subscription });
  }

  /** Resolves with a `view` frame. */
  view(client: number, question: ViewParams): Promise<Uint8Array> {
    return this.frame((request) => ({ kind: 'view', request, client, question }));
  }

  /** Resolves with a `mean` frame. */
  mean(client: number, question: MeanParams): Promise<Uint8Array> {
    return this.frame((request) => ({ kind: 'mean', request, client, question }));
  }

  async summarySteps(client: number, of: SummaryTagRef): Promise<StepsAnswer> {
    const message = await this.ask((request) => ({ kind: 'summary-steps', request, client, of }));
    return message.kind === 'summary-steps' ? message : { revision: 0, steps: [] };
  }

  async readSummaries(client: number, of: ReadSummariesParams): Promise<SummariesAnswer> {
    const message = await this.ask((request) => ({ kind: 'read-summaries', request, client, of }));
    return message.kind === 'summaries-read' ? message : { revision: 0, summaries: [] };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.worker.terminate();
  }

  private start(): Worker {
    const worker = new Worker(this.entry);
    worker.on('message', (message: FromDesk) => {
      this.hear(message);
    });
    worker.on('error', ({ message }) => {
      this.log(`the series thread has fallen: ${message}`);
      this.fallen();
    });
    // It alone keeps no supervisor alive.
    worker.unref();
    return worker;
  }

  /** Everybody must subscribe again; event files hold what the thread knew. */
  private fallen(): void {
    for (const { reject } of this.answers.values())
      reject(new Error('The curves could not be read: see the log of the runtime.'));
    this.answers.clear();
    if (this.closed || ++this.falls > MOST_FALLS) return;
    this.worker = this.start();
    for (const [key, { folder, tags }] of this.live)
      this.say({ kind: 'begin', key, folder, tags: [...tags] });
    for (const sink of [...this.sinks.values()]) sink.lost();
  }

  private hear(message: FromDesk): void {
    if (message.kind === 'log') this.log(message.text);
    else if (message.kind === 'problem') {
      const run = this.asked.get(message.key);
      this.log(message.text);
      if (run !== undefined) this.tellProblem(run, message.text, message.instead);
    } else if (message.kind === 'frames') this.sinks.get(message.client)?.take(message);
    else if (message.kind === 'summaries') this.sinks.get(message.client)?.found(message);
    else {
      const answer = this.answers.get(message.request);
      this.answers.delete(message.request);
      if (message.kind === 'refused') answer?.reject(new Error(message.reason));
      else answer?.resolve(message);
    }
  }

  private async frame(message: (request: number) => ToDesk): Promise<Uint8Array> {
    const answer = await this.ask(message);
    return answer.kind === 'viewed' ? answer.frame : new Uint8Array(0);
  }

  private ask(message: (request: number) => ToDesk): Promise<FromDesk> {
    return new Promise((resolve, reject) => {
      const request = ++this.lastNumber;
      this.answers.set(request, { resolve, reject });
      this.say(message(request));
    });
  }

  private say(message: ToDesk): void {
    this.worker.postMessage(message);
  }
}

const placeOf = (run: Run): RunPlace => ({
  key: JSON.stringify([run.store, run.id]),
  folder: logFolderOf(run),
  ...(run.log?.file !== undefined && { table: run.log.file }),
});
