/** A supervisor process whose catalogue needs neither language nor backends. */
import type { Catalogue } from '../catalogue';
import { superviseUntilIdle } from '../process';

const fakeCatalogue: Catalogue = {
  tasks: () => [],
  backends: () =>
    Promise.resolve({ backends: [], auto: { name: 'tfjs-cpu', reason: 'there is no other.' } }),
  problem: (spec) => {
    try {
      JSON.parse(spec.program.text);
      return null;
    } catch {
      return `${spec.program.name}.optim:1:1: this is no program`;
    }
  },
};

void superviseUntilIdle(fakeCatalogue);
