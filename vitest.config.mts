import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{language,runtime,language-server,webview,extension,scripts}/**/*.test.{ts,tsx}',
      '*.test.ts',
    ],
    globalSetup: 'scripts/test-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
