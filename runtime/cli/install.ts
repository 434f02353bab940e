import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { connectSupervisor } from '../protocol/client';
import { InstallBackend, InstallProgress } from '../protocol/messages';
import type { BackendName } from '../protocol/runs';
import { EXIT, InputError } from './failure';

/** Lets the supervisor install a backend; Ctrl-C cancels. The exit status. */
export async function install(name: BackendName): Promise<number> {
  const connection = await connectSupervisor({
    entry: join(__dirname, 'supervisor.js'),
    start: true,
    ephemeral: true,
    clientName: 'cli',
  });
  const cancellation = new CancellationTokenSource();
  const interrupt = (): void => cancellation.cancel();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    connection.rpc.onNotification(InstallProgress, ({ message }) => {
      process.stderr.write(`${message}\n`);
    });
    process.stderr.write(`Installing ${name}; press Ctrl-C to cancel.\n`);
    await connection.rpc.sendRequest(InstallBackend, { name }, cancellation.token);
    return EXIT.done;
  } catch (error) {
    if (cancellation.token.isCancellationRequested) {
      process.stderr.write(`${(error as Error).message}\n`);
      return EXIT.interrupted;
    }
    throw new InputError((error as Error).message);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    connection.dispose();
  }
}
