/** The supervisor's series thread. */
import { parentPort } from 'node:worker_threads';
import { SeriesDesk } from './desk';
import type { FromDesk, ToDesk } from './desk-messages';

const port = parentPort!;

/** Frames change hands instead of being copied. */
const framesOf = (message: FromDesk): Uint8Array[] =>
  message.kind === 'frames'
    ? [...message.frames]
    : message.kind === 'viewed'
      ? [message.frame]
      : [];

const desk = new SeriesDesk((message) => {
  port.postMessage(
    message,
    framesOf(message).map(({ buffer }) => buffer as ArrayBuffer),
  );
});
port.on('message', (message: ToDesk) => {
  desk.hear(message);
});
