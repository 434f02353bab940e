import type { RunSpec, SweepRequest } from '../protocol/runs';
import { pointsOf, type Point } from './points';
import { readAxis, tunablesOf, type Axis } from './space';

/** The most runs that can be started together. */
export const MOST_RUNS = 1000;

/**
 * The runs of a sweep: each of its points with each of the given specs, which differ in their seeds.
 *
 * Throws an Error with a sentence for what cannot be varied as asked.
 *
 * @param base of one program; at least one
 * @param name what the sweep is called
 */
export function planSweep(
  base: readonly RunSpec[],
  request: SweepRequest,
  name: string,
): RunSpec[] {
  const { program } = base[0]!;
  if (request.vary.length === 0) throw new Error('Say what to vary: a hyperparameter, such as lr.');
  const tunables = tunablesOf(program);
  const axes = request.vary.map((text) => readAxis(text, program.name, tunables));
  for (const [i, axis] of axes.entries()) {
    if (axes.findIndex((other) => other.name === axis.name) < i)
      throw new Error(`${axis.name} is to be varied twice: leave one of them out.`);
    if (isSet(base[0]!, axis.name))
      throw new Error(`${axis.name} is to be varied and is set, too: leave one of them out.`);
  }
  const points = pointsOf(axes, request, Math.floor(MOST_RUNS / base.length));
  return points.flatMap((point) =>
    base.map((spec) => ({ ...withPoint(spec, axes, point), sweep: name })),
  );
}

const isSet = ({ lr, hyper, switches }: RunSpec, name: string): boolean =>
  (name === 'lr' && lr !== null) || name in hyper || name in (switches ?? {});

function withPoint(spec: RunSpec, axes: readonly Axis[], point: Point): RunSpec {
  let { lr } = spec;
  const hyper = { ...spec.hyper };
  const switches = { ...spec.switches };
  axes.forEach(({ name }, i) => {
    const value = point[i]!;
    if (typeof value !== 'number') switches[name] = value;
    else if (name === 'lr') lr = value;
    else hyper[name] = value;
  });
  return { ...spec, lr, hyper, ...(Object.keys(switches).length > 0 ? { switches } : {}) };
}

/** `lion-sweep-20261122-071530`: tells sweeps apart, and says what and when. */
export const sweepName = (program: string, at: Date): string =>
  `${program}-sweep-${at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
