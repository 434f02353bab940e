import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runSpecs } from '../runtime/cli/commands/train';
import { EXIT } from '../runtime/cli/failure';
import { RunFollower } from '../runtime/cli/follow';
import { readArguments } from '../runtime/cli/options';
import { TerminalReporter } from '../runtime/cli/reporters';
import { TRAINING_OPTIONS, trainingRequest } from '../runtime/cli/training-options';
import { connectSupervisor, type SupervisorConnection } from '../runtime/protocol/client';
import { pageUrl, processLives } from '../runtime/protocol/lock';
import { STORE_FOLDER } from '../runtime/store/layout';
import { openEditor, type OpenEditor } from './start/editor';

const root = dirname(dirname(__dirname));
const gallery = join(root, 'gallery');
const store = join(gallery, STORE_FOLDER);
const FIRST_PROGRAM = 'lion.optim';

/** Enough to see which curve falls faster, within two minutes on two slow cores. */
const HEADLESS_STEPS = 300;
/** Long enough that the curves still move when a first editor has been set up. */
const EDITOR_STEPS = 3000;

/** How long the runtime gets to leave after its last run. */
const LEAVE_LIMIT_MS = 10_000;

/** The first comparison: Lion against AdamW, on the text of the project's own documentation. */
function firstComparison(steps: number): ReturnType<typeof trainingRequest> {
  return trainingRequest(
    readArguments(
      [
        join(gallery, FIRST_PROGRAM),
        join(gallery, 'adamw.optim'),
        ...['--task', 'text', '--data', join(root, 'docs')],
        // One rate for both, at which both do well; Lion's own default is meant for larger models.
        ...['--lr', '1e-3', '--steps', String(steps), '--out', store],
      ],
      TRAINING_OPTIONS,
    ),
  );
}

async function main(): Promise<number> {
  const { headless } = options();
  const request = firstComparison(headless ? HEADLESS_STEPS : EDITOR_STEPS);
  const specs = runSpecs(request);
  const reporter = new TerminalReporter(specs);
  const connection = await connectSupervisor({
    entry: join(root, 'dist', 'supervisor.js'),
    start: true,
    ephemeral: true,
    clientName: 'start',
  });
  const interruption = new AbortController();
  const follower = new RunFollower(connection, reporter);
  const interrupt = (): void => {
    if (interruption.signal.aborted) return;
    reporter.say('Ending the runs and the editor…');
    interruption.abort();
    follower.stop().catch(() => undefined);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);

  const training = follower.follow({ store, runs: specs, tied: true });
  const editor = headless ? null : showEditor(reporter, connection, interruption.signal);
  const runs = await training;
  reporter.finish(runs);
  if (editor !== null) {
    const opened = await editor;
    await interrupted(interruption.signal);
    await opened?.stop();
  }
  connection.dispose();
  await gone(connection.lock.pid);
  if (headless && interruption.signal.aborted) return EXIT.interrupted;
  return runs.some(({ status }) => status === 'failed') ? EXIT.failed : EXIT.done;
}

function options(): { headless: boolean } {
  try {
    const { values } = parseArgs({ options: { headless: { type: 'boolean', default: false } } });
    return values;
  } catch {
    process.stderr.write('Usage: npm start [-- --headless]\n');
    process.exit(EXIT.usage);
  }
}

/** Opens the editor beside the training and tells how to reach it, or what there is in its stead. */
async function showEditor(
  reporter: TerminalReporter,
  connection: SupervisorConnection,
  signal: AbortSignal,
): Promise<OpenEditor | null> {
  const tell = (sentence: string): void => {
    if (!signal.aborted) reporter.say(sentence);
  };
  try {
    const editor = await openEditor({
      root,
      folder: gallery,
      program: FIRST_PROGRAM,
      tell,
      signal,
    });
    for (const sentence of editor.sentences) tell(sentence);
    tell('Ctrl-C ends it all.');
    return editor;
  } catch (error) {
    tell((error as Error).message);
    tell(`The curves without an editor: ${pageUrl(connection.lock, store)}`);
    return null;
  }
}

const interrupted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Waits until a runtime that nobody needs any more has left; one that others use stays. */
async function gone(pid: number): Promise<void> {
  const limit = Date.now() + LEAVE_LIMIT_MS;
  while (processLives(pid) && Date.now() < limit) await delay(50);
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(EXIT.failed);
  },
);
