/** Sweep Hyperparameters…: what to vary and how; then task and settings as for a single run. */
import { PlanSweep } from '../../runtime/protocol/messages';
import type { Services } from '../services';
import { runDefaults } from '../settings';
import { storeFor } from '../stores';
import { mayTrain } from '../trust';
import { askSweep, type WhyNot } from './ask-sweep';
import { tunablesOf } from './outside';
import { DEFAULT_CHOICES, runSpecs } from './plan';
import type { ProgramText } from './plan';
import { DEFAULT_SWEEP, sweepRequest } from './sweep-plan';
import { askAndRemember, start } from './train';
import { chooseTrainee, homeOf, recorded, traineeProgram } from './trainee';

export async function sweepHyperparameters(services: Services, argument: unknown): Promise<void> {
  if (!(await mayTrain())) return;
  const trainee = await chooseTrainee(services, 'Sweep Hyperparameters', argument);
  if (trainee === null) return;
  const program = await traineeProgram(services.language, trainee);
  const title = `Sweep ${program.name}`;
  const tunables = tunablesOf(services, [program]);
  const offered = tunables.then(([only]) => only!);
  const sweep = await askSweep(title, offered, refusalOf(services, program));
  if (sweep === null) return;
  const decision = await askAndRemember(services, title, {
    maySave: false,
    tunables: () => tunables,
  });
  if (decision === null) return;
  const { rpc } = await services.runtime.connect();
  // Read again: what was typed while the picks were open is swept, too.
  const base = runSpecs(
    [await traineeProgram(services.language, trainee)],
    decision.task.name,
    decision.choices,
    runDefaults(),
  );
  const runs = await rpc.sendRequest(PlanSweep, { runs: base, sweep });
  const whole = await recorded(services.language, trainee, runs);
  await start(services, storeFor(services.context, homeOf(trainee)), whole);
}

/** The runtime's own sentence about a sweep over this alone; starts nothing. */
const refusalOf =
  ({ runtime }: Services, program: ProgramText): WhyNot =>
  async (text) => {
    const { rpc } = await runtime.connect();
    const runs = runSpecs([program], '', DEFAULT_CHOICES, {
      backend: 'auto',
      threads: null,
      relaxedSimd: false,
    });
    const sweep = sweepRequest([{ name: text }], { ...DEFAULT_SWEEP, method: 'random', runs: 1 });
    return rpc.sendRequest(PlanSweep, { runs, sweep }).then(
      () => null,
      (error: unknown) => (error as Error).message,
    );
  };
