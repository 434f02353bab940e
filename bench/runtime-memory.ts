import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';

/** Where Node listens once it is asked to be inspected. */
const INSPECTOR = 'http://127.0.0.1:9229/json';

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId: string; readonly message?: string };
  readonly result?: { readonly result?: { readonly value?: number } };
}

/** What a Node process holds in its threads, as its inspector says. */
export class InspectedProcess {
  private readonly answers = new Map<string, (result: Reply['result']) => void>();
  private readonly threads: string[] = [];
  private last = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.hear(JSON.parse(data.toString()) as Reply, ''));
  }

  static async of(pid: number): Promise<InspectedProcess> {
    (process as unknown as { _debugProcess(of: number): void })._debugProcess(pid);
    let address: string | undefined;
    while (address === undefined) {
      await delay(100);
      const targets = await fetch(INSPECTOR).then(
        (response) => response.json() as Promise<{ webSocketDebuggerUrl: string }[]>,
        () => [],
      );
      address = targets[0]?.webSocketDebuggerUrl;
    }
    const socket = new WebSocket(address);
    await new Promise((opened) => socket.once('open', opened));
    const inspected = new InspectedProcess(socket);
    await inspected.ask('', 'NodeWorker.enable', { waitForDebuggerOnStart: false });
    return inspected;
  }

  /** Megabytes in use in all threads, after everything that can be freed has been. */
  async usedMegabytes(): Promise<number> {
    let bytes = 0;
    for (const thread of ['', ...this.threads]) {
      await this.ask(thread, 'HeapProfiler.collectGarbage', {});
      const used = await this.ask(thread, 'Runtime.evaluate', {
        expression:
          '(({ heapUsed, arrayBuffers }) => heapUsed + arrayBuffers)(process.memoryUsage())',
      });
      bytes += used?.result?.value ?? NaN;
    }
    return bytes / 1e6;
  }

  close(): void {
    this.socket.close();
  }

  private hear({ id, method, params, result }: Reply, thread: string): void {
    if (id !== undefined) this.answers.get(`${thread} ${id}`)?.(result);
    else if (method === 'NodeWorker.attachedToWorker') this.threads.push(params!.sessionId);
    else if (method === 'NodeWorker.receivedMessageFromWorker')
      this.hear(JSON.parse(params!.message!) as Reply, params!.sessionId);
  }

  /** @param thread '' for the main one */
  private ask(thread: string, method: string, params: object): Promise<Reply['result']> {
    const id = ++this.last;
    const message = JSON.stringify({ id, method, params });
    return new Promise((resolve) => {
      this.answers.set(`${thread} ${id}`, resolve);
      if (thread === '') this.socket.send(message);
      else void this.ask('', 'NodeWorker.sendMessageToWorker', { sessionId: thread, message });
    });
  }
}
