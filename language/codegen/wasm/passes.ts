import { NO_PASSES } from '../../interpret/slots';
import type { Passes } from '../../interpret/reference';

/** Passes that keep their answers, and passes that give them again in the same order. */
export function askingOnce(passes: Passes): readonly [asking: Passes, answered: Passes] {
  const answers: ReturnType<Passes>[] = [];
  const asking: Passes = (weights) => {
    const answer = passes(weights);
    answers.push(answer);
    return answer;
  };
  return [asking, () => answers.shift()!];
}

export function refusePasses(): never {
  throw new Error(NO_PASSES);
}
