import { expect, test } from 'vitest';
import { analyze } from './analyze';
import { LARGE } from './testing/large';

/** Nothing here may take time that grows faster than the text, nor a stack that grows with it. */
test.each(Object.entries(LARGE))('%s, however many', { timeout: 60_000 }, (_, make) => {
  for (const lines of [300, 3_000]) {
    const { diagnostics, program } = analyze(make(lines));
    const errors = diagnostics.some(({ severity }) => severity === 'error');
    expect(program === null).toBe(errors);
  }
});
