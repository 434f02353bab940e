import { expect, it, vi } from 'vitest';
import { analyze } from '../../../language';
import { GraphBuilder } from '../../graph/builder';
import { mean } from '../../graph/operations';
import { createCompiledEngine } from './engine';

vi.mock('../../../language/webassembly/relaxed', () => ({ hasRelaxed: () => false }));

it('says where there are no relaxed instructions, and trains without them', async () => {
  const graph = () => {
    const builder = new GraphBuilder();
    const w = builder.parameter('w', [3], 'vector', { kind: 'zeros' });
    builder.output('loss', mean(w));
    return builder.build();
  };
  const { program } = analyze('def train(w, g, lr):\n  return lr * g + 1\n', { name: 'mine' });
  const engine = createCompiledEngine({ graph, program: program!, seed: 1, relaxed: true });
  expect(engine.remark).toMatch(/has no relaxed SIMD, so .* Node 22 or newer has it\.$/);
  expect(createCompiledEngine({ graph, program: program!, seed: 1 }).remark).toBeNull();
});
