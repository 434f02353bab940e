import { join } from 'node:path';
import { connectSupervisor } from '../protocol/client';
import type { Run, RunSpec } from '../protocol/runs';
import { EXIT } from './failure';
import { RunFollower } from './follow';
import { JsonReporter, TerminalReporter, type Reporter } from './reporters';

/** Follows runs in the terminal to their ends; Ctrl-C stops them. Returns the exit status. */
export async function followToTheEnd(
  { json, specs }: { readonly json: boolean; readonly specs: readonly RunSpec[] },
  start: (follower: RunFollower) => Promise<readonly Run[]>,
): Promise<number> {
  const reporter: Reporter = json ? new JsonReporter() : new TerminalReporter(specs);
  const connection = await connectSupervisor({
    entry: join(__dirname, 'supervisor.js'),
    start: true,
    ephemeral: true,
    clientName: 'cli',
  });
  const follower = new RunFollower(connection, reporter);
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) process.exit(EXIT.interrupted);
    interrupted = true;
    reporter.say('Stopping; press Ctrl-C again to leave at once.');
    follower.stop().catch(() => undefined);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const runs = await start(follower);
    reporter.finish(runs);
    if (interrupted) return EXIT.interrupted;
    return runs.some(({ status }) => status === 'failed') ? EXIT.failed : EXIT.done;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    connection.dispose();
  }
}
