import { ALERT_TITLES, type Alert, type AlertKind } from '../../runtime/protocol/alerts';
import { bareSpec, type Run, type RunAction, type RunSpec } from '../../runtime/protocol/runs';

/** A run to test with: a running `lion` on `spirals`, unless told otherwise. */
export function sampleRun(change: Partial<Run> = {}, spec: Partial<RunSpec> = {}): Run {
  return {
    format: 1,
    id: 'a',
    store: '/project/.optiscope/runs',
    comparison: null,
    spec: {
      ...bareSpec('lion', 'spirals'),
      program: { name: 'lion', path: '/project/lion.optim', text: '' },
      ...spec,
    },
    resolved: {
      model: 'mlp',
      steps: 2000,
      batch: 64,
      lr: 0.001,
      hyper: {},
      logEvery: 4,
      backend: 'tfjs-wasm',
      backendReason: 'nothing faster is there',
      parameters: 1218,
      description: '2,000 points on two spirals.',
      dataHash: '0',
      metric: { tag: 'val/accuracy', better: 'higher' },
      versions: {},
    },
    status: 'running',
    step: 1240,
    createdAt: 1_000_000,
    startedAt: 1_000_000,
    endedAt: null,
    metrics: { 'train/loss': 0.2134 },
    reason: null,
    warnings: [],
    actions: [],
    gitCommit: null,
    supervisor: 1,
    ...change,
  };
}

/** An alert of that run to test with. */
export const alertAt = (step: number, kind: AlertKind): Extract<RunAction, Alert> => ({
  action: 'alert',
  at: step,
  by: 'trainer',
  step,
  kind,
  title: ALERT_TITLES[kind],
  message: `Look at step ${step}`,
});
