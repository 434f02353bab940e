import { fork, type ChildProcess } from 'node:child_process';
import type { FromTrainer, ToTrainer } from '../trainer/messages';
import { childEnvironment } from './child-environment';

/** How long a trainer has to obey before a stronger word is used. */
const PATIENCE_MS = 2000;
/** How long one that has answered may write its last checkpoint. */
const SAVING_MS = 20_000;

export interface TrainerEvents {
  readonly message: (message: FromTrainer) => void;
  /** A line that the trainer printed: for the log. */
  readonly printed: (line: string) => void;
  /** The process is gone and all that it said has been heard. `cause`: how it went, with its last words. */
  readonly gone: (cause: string) => void;
}

/** One trainer process. It ends by itself when the channel to this process closes. */
export class TrainerProcess {
  private readonly child: ChildProcess;
  private readonly timers: NodeJS.Timeout[] = [];
  private lastWords = '';

  /**
   * @param entry absolute path of trainer.js
   * @param node the Node that runs it
   */
  constructor(
    entry: string,
    node: string,
    private readonly events: TrainerEvents,
  ) {
    this.child = fork(entry, [], {
      execPath: node,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: childEnvironment(process.env),
      execArgv: [],
    });
    this.child.on('message', (message) => {
      events.message(message as FromTrainer);
    });
    this.eachLine(this.child.stdout!, events.printed);
    this.eachLine(this.child.stderr!, (line) => {
      this.lastWords = line;
      events.printed(line);
    });
    this.awaitEnd();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  send(message: ToTrainer): void {
    // One that no longer listens is about to be gone, which is heard elsewhere.
    this.child.send(message, () => undefined);
  }

  /** Asks it to end, then terminates, then kills it. */
  stop(): void {
    this.send({ kind: 'stop' });
    this.after(PATIENCE_MS, () => this.child.kill('SIGTERM'));
    this.after(2 * PATIENCE_MS, () => this.child.kill('SIGKILL'));
  }

  /** It has heard the wish to end, and may have a checkpoint to write first. */
  grantTime(): void {
    this.clearTimers();
    this.after(SAVING_MS, () => this.child.kill('SIGKILL'));
  }

  /** For one that has said its last and should be leaving by itself. */
  expectEnd(): void {
    this.after(PATIENCE_MS, () => this.child.kill('SIGKILL'));
  }

  private clearTimers(): void {
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
  }

  private after(milliseconds: number, act: () => void): void {
    this.timers.push(setTimeout(act, milliseconds));
  }

  /** The channel may still hold messages when the process is gone; a grandchild may hold the pipes open. */
  private awaitEnd(): void {
    let open = 2;
    let told = false;
    let cause = '';
    const finish = (): void => {
      if (told) return;
      told = true;
      this.clearTimers();
      const words = this.lastWords === '' ? '' : `: ${this.lastWords}`;
      this.events.gone(`${cause}${words}`);
    };
    const closed = (): void => {
      if (--open === 0) finish();
    };
    this.child.once('disconnect', closed);
    this.child.once('close', closed);
    this.child.once('exit', (code, signal) => {
      cause = signal === null ? `exit code ${code}` : `signal ${signal}`;
      this.after(PATIENCE_MS, finish);
    });
    this.child.once('error', (error) => {
      cause = error.message;
      if (this.child.pid === undefined) finish();
    });
  }

  private eachLine(stream: NodeJS.ReadableStream, line: (text: string) => void): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
      for (const each of lines) if (each.trim() !== '') line(each.trim().slice(0, LONGEST_LINE));
    });
    stream.on('end', () => {
      if (rest.trim() !== '') line(rest.trim());
    });
  }
}

const LONGEST_LINE = 2000;
