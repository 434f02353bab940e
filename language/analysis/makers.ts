import type { Body, Statement } from '../ir/program';
import { oncePer } from './once';

/** The statements of a body by what they make. */
export const makersIn = oncePer(
  (body: Body): ReadonlyMap<number, Statement> =>
    new Map(body.statements.map((statement) => [statement.id, statement])),
);
