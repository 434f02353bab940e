import { instantiate, type Memory, type Module, type Stage } from '../../../../language';

/** What a crew does again and again. */
export interface Job {
  readonly id: number;
  readonly module: Module;
  readonly memory: Memory;
  readonly stages: readonly Stage[];
}

export type MadeCall = () => void;

/** A job's calls for one thread, by stage, each ready to be made. */
export function callsOf({ module, memory, stages }: Omit<Job, 'id'>): MadeCall[][] {
  const exports = instantiate(module, { host: { memory } });
  return stages.map((stage) =>
    stage.map(({ name, argument }) => {
      const fn = exports[name] as (argument: number) => void;
      return () => fn(argument);
    }),
  );
}
