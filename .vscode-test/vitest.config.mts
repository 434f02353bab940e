import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['suites/**/*.test.ts'],
    globalSetup: ['setup.ts'],
    // One editor at a time: these suites share two cores with the trainings that they watch.
    fileParallelism: false,
    // What a poll waits for comes in its time on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 240_000,
    hookTimeout: 300_000,
  },
});
