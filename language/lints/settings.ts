import { CODES, type CodeName } from '../codes';
import { PROBES } from '../probes';
import { LINTS } from '.';

/** Codes that a setting may change: of lints and probes that are not errors. */
export const ADJUSTABLE: readonly CodeName[] = [...LINTS, ...PROBES]
  .map(({ code }) => code)
  .filter((code) => CODES[code].severity !== 'error');

/** The schema of the setting `optiscope.lints`, as the manifest declares it. */
export function lintSettings(): object {
  const severity = { enum: ['off', 'hint', 'info', 'warning', 'error'] };
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      ADJUSTABLE.map((code) => [
        code,
        { ...severity, default: CODES[code].severity, description: `${CODES[code].title}.` },
      ]),
    ),
  };
}
