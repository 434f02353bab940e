import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['suites/**/*.test.ts'],
    globalSetup: ['setup.ts'],
    // One editor at a time: these suites share two cores with the trainings that they watch.
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 300_000,
  },
});
