import type { RunSpec } from '../protocol/runs';

type ProgramSource = Pick<RunSpec['program'], 'name' | 'path'>;

const keyOf = ({ name, path }: ProgramSource): string => path ?? name;

/**
 * What to call each program of a comparison: its name; where several files have that name, as much of the path
 * before it as tells them apart ("mine/lion", "gallery/lion").
 */
export function programLabels(
  programs: readonly ProgramSource[],
): (program: ProgramSource) => string {
  const byKey = new Map(programs.map((program) => [keyOf(program), program]));
  const labels = new Map<string, string>();
  for (const [key, program] of byKey) {
    const others = [...byKey.values()].filter(
      (other) => other.name === program.name && keyOf(other) !== key,
    );
    labels.set(key, shortest(program, others));
  }
  return (program) => labels.get(keyOf(program)) ?? program.name;
}

function shortest(program: ProgramSource, others: readonly ProgramSource[]): string {
  const folders = foldersOf(program);
  for (let depth = 0; depth <= folders.length; depth++) {
    const label = labelAt(program, depth);
    if (others.every((other) => labelAt(other, depth) !== label)) return label;
  }
  return labelAt(program, folders.length);
}

/** The name behind the nearest `depth` folders. */
const labelAt = (program: ProgramSource, depth: number): string =>
  [...(depth > 0 ? foldersOf(program).slice(-depth) : []), program.name].join('/');

const foldersOf = ({ path }: ProgramSource): string[] =>
  (path ?? '')
    .split(/[\\/]/)
    .slice(0, -1)
    .filter((folder) => folder !== '');
