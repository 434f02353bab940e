import { parentPort, workerData } from 'node:worker_threads';
import { EventFileWriter } from '../store/event-file-writer';
import { Recorder } from './recorder';
import type { FromRecorder, RecorderData, ToRecorder } from './recording';
import { RingReader } from './ring';

/** Often enough for curves that move while one looks, seldom enough to cost nothing; milliseconds. */
const INTERVAL = 50;

const { folder, ring } = workerData as RecorderData;
const port = parentPort!;
const post = (message: FromRecorder): void => port.postMessage(message);
const recorder = new Recorder(new RingReader(ring), () => new EventFileWriter(folder), post);
const timer = setInterval(() => recorder.drain(), INTERVAL);

port.on('message', (message: ToRecorder) => {
  if (message.kind === 'tag') recorder.addTag(message.name);
  else {
    clearInterval(timer);
    recorder.close();
    post({ kind: 'closed' });
    port.close();
  }
});
