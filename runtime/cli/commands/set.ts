import { SetHyper } from '../../protocol/messages';
import { UsageError } from '../failure';
import { leadingCommand, refOf } from '../named-run';
import { assignment } from '../options';

export const set = leadingCommand({
  name: 'set',
  usage: '[RUN] NAME=VALUE…',
  summary: 'change hyperparameters of a run from its next step on',
  help: [
    ['NAME=VALUE', 'lr=3e-4 changes the peak of the schedule, beta1=0.95 another hyperparameter'],
  ],
  lead: async ({ rpc }, run, rest) => {
    const assignments = rest.map((text) => assignment('set', text));
    if (assignments.length === 0)
      throw new UsageError('Say what to change, as in "optiscope set lr=3e-4".');
    let led = run;
    for (const [name, value] of assignments)
      led = await rpc.sendRequest(SetHyper, { ...refOf(run), name, value });
    const warnings = led.warnings.filter((sentence) => !run.warnings.includes(sentence));
    for (const sentence of warnings) process.stderr.write(`${sentence}\n`);
    return led;
  },
});
