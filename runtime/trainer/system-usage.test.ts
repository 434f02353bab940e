import { expect, test } from 'vitest';
import { readGpus, SystemUsage, type GpuUsage } from './system-usage';

/** A machine whose figures the test sets. */
function machine(gpus: readonly GpuUsage[] | null) {
  return {
    at: 0,
    used: 0,
    asked: 0,
    now() {
      return this.at;
    },
    cpu() {
      return this.used;
    },
    memory: () => 512 * 1024 * 1024,
    gpus() {
      this.asked++;
      return Promise.resolve(gpus);
    },
  };
}

test('a sample is taken every two seconds, of what was used since the one before', () => {
  const host = machine(null);
  const usage = new SystemUsage(host);
  host.at = 1999;
  expect(usage.sample()).toEqual({});
  host.at = 2000;
  host.used = 3_000_000;
  expect(usage.sample()).toEqual({ 'system/cpu_percent': 150, 'system/memory_mb': 512 });
  host.at = 6000;
  host.used = 4_000_000;
  expect(usage.sample()).toMatchObject({ 'system/cpu_percent': 25 });
});

test('cards are told from the sample after they were asked; where there is none, once is enough', async () => {
  const host = machine([
    { percent: 37, memoryMb: 1024 },
    { percent: 0, memoryMb: 2 },
  ]);
  const usage = new SystemUsage(host);
  host.at = 2000;
  usage.sample();
  await Promise.resolve();
  host.at = 4000;
  expect(usage.sample()).toMatchObject({
    'system/gpu_percent': 37,
    'system/gpu_memory_mb': 1024,
    'system/gpu1_percent': 0,
    'system/gpu1_memory_mb': 2,
  });

  const bare = machine(null);
  const without = new SystemUsage(bare);
  for (bare.at = 2000; bare.at <= 8000; bare.at += 2000) {
    without.sample();
    await Promise.resolve();
  }
  expect(bare.asked).toBe(1);
});

test('what the driver prints is read, also where a card tells nothing', () => {
  expect(readGpus('37, 1024\r\n[N/A], 5\n\n')).toEqual([
    { percent: 37, memoryMb: 1024 },
    { percent: NaN, memoryMb: 5 },
  ]);
});
