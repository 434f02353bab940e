import { CODES } from '../codes';
import { ADJUSTABLE } from '.';

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
