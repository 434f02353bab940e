import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const GALLERY = join(__dirname, '..', '..', 'gallery');

/** AdamW again and again with a constant of its own each time, so that none's machine code is another's. */
export function programs(): () => string {
  const adamw = readFileSync(join(GALLERY, 'adamw.optim'), 'utf8');
  let count = 0;
  return () => {
    const changed = adamw.replace(/return (\w+)/, `return (1 + ${++count}e-6) * $1`);
    if (changed === adamw) throw new Error('AdamW is no longer written as this bench expects.');
    return changed;
  };
}
