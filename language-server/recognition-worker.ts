/** The thread in which programs are recognised: it knows the gallery, and answers one question after the other. */
import { parentPort } from 'node:worker_threads';
import { analyze, createRecognizer, describeRecognition } from '../language';
import type { Program } from '../language';
import { disk } from './disk';
import type { Answer, Question } from './recognition-thread';

const MOST_PROGRAMS = 200;

async function gallery(): Promise<Program[]> {
  const uris = await disk.list(disk.gallery, MOST_PROGRAMS);
  return uris.flatMap((uri) => {
    const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)).replace(/\.optim$/, '');
    const { program } = analyze(disk.readNow(uri) ?? '', { name, lints: false });
    return program ? [program] : [];
  });
}

const recognizer = gallery().then(createRecognizer);

parentPort!.on('message', ({ id, program }: Question) => {
  void recognizer.then((recognize) => {
    const found = recognize(program);
    // A program of the gallery is itself, which is nothing to tell.
    const isItself = found?.name === program.name && found.values.every(({ usual }) => usual);
    const answer: Answer = {
      id,
      found: found && !isItself ? describeRecognition(found) : null,
    };
    parentPort!.postMessage(answer);
  });
});
