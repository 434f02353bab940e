/** A supervisor process whose catalogue needs neither language nor backends. */
import type { Catalogue } from '../catalogue';
import { superviseUntilIdle } from '../process';

const fakeCatalogue: Catalogue = {
  tasks: () => [],
  backends: () =>
    Promise.resolve({ backends: [], auto: { name: 'tfjs-cpu', reason: 'there is no other.' } }),
  // A test names what npm is to install: files, so that nothing is fetched.
  packagesOf: (backend) =>
    backend === 'tfjs-node' ? (process.env['OPTISCOPE_TEST_PACKAGES'] ?? '').split('\n') : [],
  tunables: () => [],
  planSweep: ({ runs }) => runs,
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
