import { GraphBuilder, type Value } from '../../graph/builder';
import type { TaskInstance } from '../task';
import { isFields, type ModuleDefinition } from './definition';
import { graphTools } from './graph-tools';
import { sumOf } from './measure';
import { placed, thrown } from './place';
import { multiply } from '../../graph/operations/multiply';
import { showShape } from '../../graph/shapes';

/** The graph that a module builds. Throws a DataError with the line where shapes do not fit. */
export function moduleGraph(
  path: string,
  { inputs, graph, metric }: ModuleDefinition,
): TaskInstance['graph'] {
  return (batchSize, mode) => {
    const builder = new GraphBuilder();
    const values = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, dtype }]) => [
        name,
        builder.input(name, [batchSize, ...shape], dtype),
      ]),
    );
    let made: unknown;
    try {
      made = graph!(values, graphTools(builder, mode, batchSize));
    } catch (error) {
      throw thrown(path, error, 'graph: ');
    }
    const outputs = outputsOf(path, builder, made);
    if (outputs[metric.name] === undefined)
      throw placed(
        path,
        null,
        `graph: the task's metric is "${metric.name}", and it returns ${Object.keys(outputs).join(', ')}`,
      );
    builder.output('loss', outputs['loss']!);
    if (mode === 'evaluate')
      for (const [name, value] of Object.entries(outputs))
        builder.output(sumOf(name), multiply(value, batchSize));
    const built = builder.build();
    if (built.parameters.length === 0)
      throw placed(path, null, 'graph: it has no parameter, so that there is nothing to train');
    return built;
  };
}

function outputsOf(path: string, builder: GraphBuilder, made: unknown): Record<string, Value> {
  if (!isFields(made) || made['loss'] === undefined)
    throw placed(path, null, 'graph: it must return an object with "loss", as in { loss }');
  for (const [name, value] of Object.entries(made)) {
    if (!isFields(value) || value['builder'] !== builder)
      throw placed(path, null, `graph: "${name}" is no value of this graph`);
    const { shape, dtype } = value as unknown as Value;
    if (shape.length > 0 || dtype !== 'float32')
      throw placed(
        path,
        null,
        `graph: "${name}" must be one number, the mean over the batch, and is ${dtype} ${showShape(shape)}`,
      );
  }
  return made as Record<string, Value>;
}
