/** The thread in which probes are run: it is handed one program, answers, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { probe } from '../language';
import type { ProbeRequest } from './probing';

const { text, program, lints } = workerData as ProbeRequest;
parentPort!.postMessage(probe(text, program, lints));
