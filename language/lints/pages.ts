import { CODES, type CodeName } from '../codes';
import type { Severity } from '../diagnostics';
import type { Lint } from './lint';

/** What a page is made of. */
type Documented = Pick<Lint, 'code' | 'why' | 'wrong' | 'right'>;

const WORDS: Readonly<Record<Severity, string>> = {
  error: 'Error: the program does not run until it is gone.',
  warning: 'Warning: nearly always a mistake.',
  hint: 'Hint: worth a look.',
  info: 'Information, shown when the mouse rests on the entry function and not among the problems.',
};

/** What the page must know that its lint does not say. */
interface PageFacts {
  readonly hasFix: boolean;
  /** Found only by running the program. */
  readonly isProbe: boolean;
}

const PROBED =
  'It shows only when the program is run, on canned inputs and bounded in steps: the editor does so in the background when the program is saved (setting `optiscope.probes`), `optiscope check --probes` in the terminal.';

/** The documentation page of a lint, in Markdown. */
export function pageOf(
  { code, why, wrong, right }: Documented,
  { hasFix, isProbe }: PageFacts,
): string {
  const { title, severity } = CODES[code];
  const note = severity === 'info';
  const silence =
    severity === 'error'
      ? 'An error cannot be silenced.'
      : `\`# optiscope: ignore ${code}\` at the end of the line, or alone on the line above, silences it there; the setting \`optiscope.lints\` changes its severity or turns it off: \`{ "${code}": "off" }\`.`;
  return [
    `# ${code}: ${title}`,
    WORDS[severity],
    why,
    note ? 'A program of which it is said:' : 'Wrong:',
    block(wrong),
    note ? 'One of which it is not:' : 'Right:',
    block(right),
    ...(isProbe ? [PROBED] : []),
    ...(hasFix ? ['The editor offers a quick fix.'] : []),
    silence,
    '[All codes](README.md)',
  ]
    .join('\n\n')
    .concat('\n');
}

function block(program: string): string {
  return `\`\`\`optim\n${program.trimEnd()}\n\`\`\``;
}

const FAMILIES: readonly (readonly [letter: string, name: string])[] = [
  ['S', 'Syntax'],
  ['N', 'Names and structure'],
  ['T', 'Types'],
  ['D', 'Data flow'],
  ['A', 'Algebra'],
  ['I', 'Intervals'],
  ['U', 'Units'],
  ['H', 'Hyperparameters'],
  ['C', 'Cost'],
  ['P', 'Probes'],
];

/** The table of all codes; those of `documented` have a page. */
export function indexPage(documented: ReadonlySet<string>): string {
  const codes = Object.keys(CODES) as CodeName[];
  const number = (code: string): number => Number(code.slice(1));
  const sections = FAMILIES.flatMap(([letter, name]) => {
    const own = codes.filter((code) => code.startsWith(letter));
    if (own.length === 0) return [];
    const rows = own
      .sort((a, b) => number(a) - number(b))
      .map((code) => {
        const { severity, title } = CODES[code];
        const shown = documented.has(code) ? `[${code}](${code}.md)` : code;
        return `| ${shown} | ${severity} | ${title} |`;
      });
    return [
      `## ${name}`,
      ['| code | severity | what |', '| --- | --- | --- |', ...rows].join('\n'),
    ];
  });
  return [
    '# What the language says of a program',
    'Every message of the editor and of `optiscope check` has one of these codes. They stay the same from version to version.',
    ...sections,
  ]
    .join('\n\n')
    .concat('\n');
}
