import {
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
  type RequestType,
  type RequestType0,
} from 'vscode-jsonrpc/node';
import { Initialize, PROTOCOL_VERSION, type InitializeResult } from '../protocol/messages';
import { checkInitialize } from './wire-checks';

/** The requests of one client: who it is comes first, errors go back as bare sentences. */
export class Requests {
  private client: string | null = null;

  /** @param connected called when the client has said who it is */
  constructor(
    private readonly rpc: MessageConnection,
    info: InitializeResult,
    connected: () => void,
  ) {
    rpc.onRequest(Initialize, (params: unknown) =>
      answer(() => {
        const { protocol, client } = checkInitialize(params);
        if (protocol !== PROTOCOL_VERSION)
          throw new Error(
            `The runtime speaks protocol ${PROTOCOL_VERSION}, this client ${protocol}: update the older one.`,
          );
        this.client = client;
        connected();
        return info;
      }),
    );
  }

  /** Who asks, for the log and for the records of runs. */
  get name(): string {
    return this.client ?? 'a client that has not said who it is';
  }

  /** Answers a request; its parameters are checked by whoever handles it. */
  serve<P, R>(
    type: RequestType<P, R, void>,
    handle: (params: unknown, cancelled: AbortSignal) => R | Promise<R>,
  ): void {
    this.rpc.onRequest(type.method, (params: unknown, token: CancellationToken) =>
      answer(() => {
        this.demandInitialized();
        return handle(params, signalOf(token));
      }),
    );
  }

  /** Answers a request without parameters. */
  serve0<R>(type: RequestType0<R, void>, handle: () => R | Promise<R>): void {
    this.rpc.onRequest(type.method, () =>
      answer(() => {
        this.demandInitialized();
        return handle();
      }),
    );
  }

  private demandInitialized(): void {
    if (this.client === null)
      throw new ResponseError(
        ErrorCodes.ServerNotInitialized,
        'The first request must be "initialize".',
      );
  }
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Errors go to the client as the bare sentence, without the name of the method. */
async function answer<R>(work: () => R | Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    throw new ResponseError(ErrorCodes.InvalidRequest, (error as Error).message);
  }
}
