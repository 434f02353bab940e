import { cnn } from './cnn';
import { gru } from './gru';
import { mlp } from './mlp';
import type { InputSpec, Model, OutputSpec } from './model';
import { point } from './point';
import { transformer } from './transformer';

export const MODELS: readonly Model[] = [mlp, cnn, transformer, gru, point];

/** The model of that name. Throws where there is none. */
export const findModel = (name: string): Model => {
  const model = MODELS.find((candidate) => candidate.name === name);
  if (model === undefined) {
    const names = MODELS.map((candidate) => candidate.name).join(', ');
    throw new Error(`There is no model "${name}"; there are ${names}.`);
  }
  return model;
};

/** The models that take such an input to such an output. */
export const modelsFor = (input: InputSpec, output: OutputSpec): readonly Model[] =>
  MODELS.filter((model) => model.accepts(input, output));
