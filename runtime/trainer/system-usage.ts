import { execFile } from 'node:child_process';
import type { Metrics } from '../training/loop';

/** Seldom enough to cost nothing; milliseconds. */
const INTERVAL = 2000;
const MEBIBYTE = 1024 * 1024;
/** A driver that does not answer is not waited for; milliseconds. */
const PATIENCE = 5000;

/** One graphics card, as its driver tells. */
export interface GpuUsage {
  readonly percent: number;
  readonly memoryMb: number;
}

/** What can be asked of the machine. */
export interface Machine {
  /** Milliseconds from any origin. */
  now(): number;
  /** Microseconds of processor time that this process has used. */
  cpu(): number;
  /** Bytes of memory that it holds. */
  memory(): number;
  /** Null where no card can be asked. */
  gpus(): Promise<readonly GpuUsage[] | null>;
}

/**
 * What a run takes of the machine, as metrics beside its own: `system/cpu_percent` (of one core, since the sample
 * before), `system/memory_mb` and, where NVIDIA's driver is, `system/gpu_percent` and `system/gpu_memory_mb` of each
 * card.
 */
export class SystemUsage {
  private sampledAt: number;
  private cpu: number;
  private gpus: readonly GpuUsage[] | null = [];

  constructor(private readonly machine: Machine = thisMachine) {
    this.sampledAt = machine.now();
    this.cpu = machine.cpu();
  }

  /** Empty unless a sample is due. Cards are asked for the next one: nothing is waited for. */
  sample(): Metrics {
    const now = this.machine.now();
    const elapsed = now - this.sampledAt;
    if (elapsed < INTERVAL) return {};
    const cpu = this.machine.cpu();
    const percent = (cpu - this.cpu) / (10 * elapsed);
    this.sampledAt = now;
    this.cpu = cpu;
    const cards = this.gpus?.map(gpuMetrics) ?? [];
    if (this.gpus !== null)
      void this.machine.gpus().then((gpus) => {
        this.gpus = gpus;
      });
    return Object.assign(
      {
        'system/cpu_percent': percent,
        'system/memory_mb': this.machine.memory() / MEBIBYTE,
      },
      ...cards,
    ) as Metrics;
  }
}

function gpuMetrics({ percent, memoryMb }: GpuUsage, index: number): Metrics {
  const card = index === 0 ? 'gpu' : `gpu${index}`;
  return { [`system/${card}_percent`]: percent, [`system/${card}_memory_mb`]: memoryMb };
}

/** Reads what `nvidia-smi` prints: a line a card, `37, 1024`. A figure that a card does not tell is NaN. */
export const readGpus = (text: string): GpuUsage[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.includes(','))
    .map((line) => {
      const [percent = NaN, memoryMb = NaN] = line
        .split(',')
        .map((part) => Number.parseFloat(part));
      return { percent, memoryMb };
    });

const NVIDIA_QUERY = [
  '--query-gpu=utilization.gpu,memory.used',
  '--format=csv,noheader,nounits',
] as const;

const thisMachine: Machine = {
  now: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  memory: () => process.memoryUsage.rss(),
  gpus: () =>
    new Promise((resolve) => {
      execFile('nvidia-smi', NVIDIA_QUERY, { timeout: PATIENCE, windowsHide: true }, (error, out) =>
        resolve(error === null ? readGpus(out) : null),
      );
    }),
};
