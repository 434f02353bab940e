import { readParts } from '../analysis/unread';
import { CODES } from '../codes';
import type { Diagnostic, Severity } from '../diagnostics';
import { noLearningRate } from './a1-no-learning-rate';
import { settledSign } from './a10-settled-sign';
import { simplifiable } from './a11-simplifiable';
import { slotOfTheStep } from './a12-slot-of-the-step';
import { notMinimal } from './a13-not-minimal';
import { unstableSlot } from './a14-unstable-slot';
import { knownRule } from './a15-known-rule';
import { notLinearInLr } from './a2-not-linear-in-lr';
import { storedLearningRate } from './a3-stored-learning-rate';
import { swappedAverage } from './a4-swapped-average';
import { wrongLimiter } from './a5-wrong-limiter';
import { coupledDecay } from './a6-coupled-decay';
import { unscaledDecay } from './a7-unscaled-decay';
import { growingWeights } from './a8-growing-weights';
import { lrAsExponent } from './a9-lr-as-exponent';
import { memory } from './c1-memory';
import { work } from './c2-work';
import { checked } from './checked';
import { deadStatement } from './d1-dead-statement';
import { constantCondition } from './d10-constant-condition';
import { overwrittenSlot } from './d2-overwritten-slot';
import { unstoredSlot } from './d3-unstored-slot';
import { unused } from './d4-unused';
import { idleHyperparameter } from './d5-idle-hyperparameter';
import { noGradient } from './d6-no-gradient';
import { overwrittenComparison } from './d7-overwritten-comparison';
import { reassignedInput } from './d8-reassigned-input';
import { alike } from './d9-alike-slots';
import { singularRange } from './h1-singular-range';
import { magicNumber } from './h2-magic-number';
import { uncorrectedAverage } from './h3-uncorrected-average';
import { negativeRoot } from './i1-negative-root';
import { zeroDivisor } from './i2-zero-divisor';
import { vanishingDivisor } from './i3-vanishing-divisor';
import { earlyCorrection } from './i4-early-correction';
import { extrapolation } from './i5-extrapolation';
import { storageRange } from './i6-storage-range';
import { negativeSecondMoment } from './i7-negative-second-moment';
import { saturated } from './i8-saturated';
import type { SourceText } from './edits';
import type { Lint } from './lint';
import type { Subject } from './subject';
import { coarseUpdate } from './t2-coarse-update';
import { mixedNorms } from './t5-mixed-norms';
import { unguardedMatrix } from './t6-unguarded-matrix';
import { statisticsOfVectors } from './t8-statistics-of-vectors';
import { mixedUnits } from './u1-mixed-units';
import { slotUnits } from './u2-slot-units';
import { invariance } from './u3-invariance';
import { lossScale } from './u4-loss-scale';
import { width } from './u5-width';

/** Every lint, in the order of their codes. */
export const LINTS: readonly Lint[] = [
  deadStatement,
  overwrittenSlot,
  unstoredSlot,
  unused,
  idleHyperparameter,
  noGradient,
  overwrittenComparison,
  reassignedInput,
  alike,
  constantCondition,
  coarseUpdate,
  ...checked,
  mixedNorms,
  unguardedMatrix,
  statisticsOfVectors,
  noLearningRate,
  notLinearInLr,
  storedLearningRate,
  swappedAverage,
  wrongLimiter,
  coupledDecay,
  unscaledDecay,
  growingWeights,
  lrAsExponent,
  settledSign,
  simplifiable,
  slotOfTheStep,
  notMinimal,
  unstableSlot,
  knownRule,
  negativeRoot,
  zeroDivisor,
  vanishingDivisor,
  earlyCorrection,
  extrapolation,
  storageRange,
  negativeSecondMoment,
  saturated,
  mixedUnits,
  slotUnits,
  invariance,
  lossScale,
  width,
  singularRange,
  magicNumber,
  uncorrectedAverage,
  memory,
  work,
];

/** How a person wants a lint to be reported; a code that is left out has its own severity. */
export type LintLevels = Readonly<Record<string, Severity | 'off'>>;

/** Programs beyond this many operations are only checked: whoever writes one has other worries. */
const LARGEST = 2000;

/** What the lints find in a program without errors; each place and code once. */
export const lint = (subject: Subject): Diagnostic[] => findings(LINTS, subject);

/** Lints that look at single statements or declarations: they hold whatever the rest of a program turns out to be. */
const LOCAL: readonly Lint[] = [
  negativeRoot,
  zeroDivisor,
  vanishingDivisor,
  extrapolation,
  saturated,
  mixedUnits,
  singularRange,
];

/** What can be said of a program with errors: of statements that are made of nothing that could not be read. */
export function lintSketch(subject: Subject): Diagnostic[] {
  const isRead = readParts(subject.program);
  const lost = subject.statements.filter(({ id }) => !isRead({ from: 'statement', id }));
  const isLost = ({ span }: Diagnostic): boolean =>
    lost.some((each) => span.start <= each.span.start && each.span.end <= span.end);
  return findings(LOCAL, subject).filter((finding) => !isLost(finding));
}

function findings(lints: readonly Lint[], subject: Subject): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  if (subject.statements.length > LARGEST) return [];
  for (const { code, find } of lints) {
    if (!find) continue;
    for (const finding of find(subject)) {
      const { severity = CODES[code].severity, ...rest } = finding;
      const key = `${code} ${rest.span.start} ${rest.span.end}`;
      if (!found.has(key)) found.set(key, { code, severity, ...rest });
    }
  }
  return [...found.values()];
}

const byCode = new Map<string, Lint>(LINTS.map((each) => [each.code, each]));

/** Gives what the checker found the repairs that its lint knows. */
export function withFixes(text: SourceText, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const fixes = diagnostic.fixes ?? byCode.get(diagnostic.code)?.fix?.(text, diagnostic);
    return fixes ? { ...diagnostic, fixes } : diagnostic;
  });
}

/** Reports each lint as a person wants it; errors stay errors. */
export function atLevels(
  diagnostics: readonly Diagnostic[],
  levels: LintLevels,
): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const level = levels[diagnostic.code];
    if (diagnostic.severity === 'error' || level === undefined) return [diagnostic];
    return level === 'off' ? [] : [{ ...diagnostic, severity: level }];
  });
}
