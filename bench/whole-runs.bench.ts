/**
 * Whole runs of 200 steps of the small multilayer perceptron, a new program each time, as a search makes them: from the
 * program's text to the last step, on one core. Beside it PyTorch's eager AdamW on one thread, by turns.
 */
import { analyze } from '../language';
import { createCompiledEngine } from '../runtime/engines/compiled/engine';
import { inTurns, ratio, type Stepper } from './in-turns';
import { programs } from './programs';
import { median, report } from './report';
import { startTorch } from './torch';
import { graphOf, stepper, WORKLOADS } from './workloads';

const STEPS = 200;
/** Runs in a round: they take about as long as PyTorch's one. */
const RUNS = 16;
const ROUNDS = 31;

const SMALL = { ...WORKLOADS[0]!, steps: STEPS };

const TORCH = `
import sys, time, torch
from torch import nn
torch.set_num_threads(1)
print(torch.__version__, flush=True)
x, y = torch.randn(64, 2), torch.randint(2, (64,))
for line in sys.stdin:
    begun = time.perf_counter()
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    for _ in range(${STEPS}):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()
    print((time.perf_counter() - begun) * 1e3, flush=True)
`;

async function main(): Promise<void> {
  const torch = await startTorch(TORCH);
  const next = programs();
  const graph = graphOf(SMALL);
  const whole: Stepper = async () => {
    const begun = performance.now();
    for (let i = 0; i < RUNS; i++) {
      const { program } = analyze(next(), { name: 'candidate', lints: false });
      const engine = createCompiledEngine({ graph, program: program!, seed: 1 });
      await stepper(engine, SMALL)();
      engine.dispose();
    }
    return (performance.now() - begun) / RUNS;
  };
  const times = await inTurns(
    { compiled: whole, ...(torch ? { torch: torch.stepper('') } : {}) },
    ROUNDS,
  );
  torch?.stop();
  const took = median(times.get('compiled')!);
  report('whole-runs', [
    {
      what: `a run of ${STEPS} steps, a new program each time`,
      measured: took,
      unit: 'ms',
      against: torch
        ? `${ratio(times, 'torch', 'compiled').toFixed(1)}× torch ${torch.version}`
        : 'no torch here',
    },
    { what: 'steps a second of a core', measured: (1000 * STEPS) / took, unit: '', against: '—' },
  ]);
}

void main();
