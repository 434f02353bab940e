import type { BackendInfo, PlanSweepParams, TaskInfo, TunableInfo } from '../protocol/messages';
import type { BackendName, RunSpec } from '../protocol/runs';

/** What a supervisor can train, and with what. */
export interface Catalogue {
  tasks(): readonly TaskInfo[];
  backends(): Promise<{
    readonly backends: readonly BackendInfo[];
    readonly auto: { readonly name: BackendName; readonly reason: string };
  }>;
  /** What npm is asked for to install a backend; nothing for one that is built in. */
  packagesOf(backend: BackendName): readonly string[];
  /** Why a run cannot be started as asked, one sentence for the person; null when it can. */
  problem(spec: RunSpec): string | null;
  /** What a program lets people choose. */
  tunables(program: RunSpec['program']): readonly TunableInfo[];
  /** The runs of a sweep. Throws a sentence for what cannot be meant. */
  planSweep(params: PlanSweepParams): readonly RunSpec[];
}
