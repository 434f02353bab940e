import { parentPort, workerData } from 'node:worker_threads';
import { EventFileWriter } from '../store/event-file-writer';
import { histogramOf } from '../store/histogram';
import { Recorder } from './recorder';
import type { FromRecorder, RecorderData, ToRecorder } from './recording';
import { RingReader } from './ring';

/** A frame of a screen: a metric is on it within 50 ms, and an empty ring costs next to nothing; milliseconds. */
const INTERVAL = 16;

const { folder, ring, sessionStart } = workerData as RecorderData;
const port = parentPort!;
const post = (message: FromRecorder): void => port.postMessage(message);
const recorder = new Recorder(
  new RingReader(ring),
  () => new EventFileWriter(folder, { sessionStart }),
  post,
);
const timer = setInterval(() => recorder.drain(), INTERVAL);

port.on('message', (message: ToRecorder) => {
  if (message.kind === 'tag') recorder.addTag(message.name);
  else if (message.kind === 'tensors') {
    const { step, wallTime, tensors } = message;
    const histograms = tensors.flatMap(({ tag, values }) => {
      const histogram = histogramOf(values);
      return histogram === null ? [] : [{ tag, histogram }];
    });
    recorder.addHistograms({ step, wallTime, histograms });
    post({ kind: 'counted' });
  } else if (message.kind === 'flush') {
    recorder.drain();
    post({ kind: 'flushed' });
  } else {
    clearInterval(timer);
    recorder.close();
    post({ kind: 'closed' });
    port.close();
  }
});
