import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInline, parseMarkdown, type Block, type Inline } from './markdown';

const text = (words: string): Inline => ({ kind: 'text', text: words });

test('headings, paragraphs, rules and code', () => {
  expect(
    parseMarkdown('# Größe\n\nOne *small* step,\n**two** `x*y`.\n\n---\n```py\na < b\n```\n'),
  ).toEqual([
    { kind: 'heading', level: 1, parts: [text('Größe')] },
    {
      kind: 'paragraph',
      parts: [
        text('One '),
        { kind: 'emphasis', parts: [text('small')] },
        text(' step,\n'),
        { kind: 'strong', parts: [text('two')] },
        text(' '),
        { kind: 'code', text: 'x*y' },
        text('.'),
      ],
    },
    { kind: 'rule' },
    { kind: 'code', text: 'a < b' },
  ] satisfies Block[]);
});

test('lists within lists, quotes', () => {
  expect(parseMarkdown('1. one\n   - inner\n2. two\n\n> said\n> she')).toEqual([
    {
      kind: 'list',
      ordered: true,
      items: [
        [
          { kind: 'paragraph', parts: [text('one')] },
          {
            kind: 'list',
            ordered: false,
            items: [[{ kind: 'paragraph', parts: [text('inner')] }]],
          },
        ],
        [{ kind: 'paragraph', parts: [text('two')] }],
      ],
    },
    { kind: 'quote', blocks: [{ kind: 'paragraph', parts: [text('said\nshe')] }] },
  ] satisfies Block[]);
});

test('tables, as TensorBoard writes them', () => {
  expect(parseMarkdown('|name|value|\n|--|:-:|\n|lr|0.1|\n|a\\|b|2|')).toEqual([
    {
      kind: 'table',
      head: [[text('name')], [text('value')]],
      rows: [
        [[text('lr')], [text('0.1')]],
        [[text('a|b')], [text('2')]],
      ],
    },
  ] satisfies Block[]);
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '[press](javascript:alert(1))',
  '[press](data:text/html,x)',
  '[press](command:workbench.action.quit)',
])('%s stays the text that it is', (words) => {
  expect(parseMarkdown(words)).toEqual([{ kind: 'paragraph', parts: [text(words)] }]);
});

test('links lead to the web, and a picture from elsewhere is its words', () => {
  expect(
    parseInline('[here](https://a.org/x) ![a plot](https://b.org/p.png) http://c.org'),
  ).toEqual([
    { kind: 'link', address: 'https://a.org/x', parts: [text('here')] },
    text(' a plot '),
    { kind: 'link', address: 'http://c.org', parts: [text('http://c.org')] },
  ]);
});

test('names with underlines and products with stars are left alone', () => {
  expect(parseInline('train_loss_fn 2 * 3 * 4')).toEqual([text('train_loss_fn 2 * 3 * 4')]);
});

const wordsOf = (parts: readonly Inline[]): string =>
  parts.map((part) => ('text' in part ? part.text : wordsOf(part.parts))).join('');

test('any text is read, soon, and no letter of a word is lost', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'a',
          'b',
          ' ',
          '\n',
          '*',
          '_',
          '`',
          '[',
          ']',
          '(',
          ')',
          '|',
          '-',
          '#',
          '>',
          '1.',
          '    ',
          '~',
        ),
        { maxLength: 120 },
      ),
      (pieces) => {
        const words = pieces.join('');
        const letters = JSON.stringify(parseMarkdown(words)).replace(
          /"(kind|parts|text|level|items|blocks|ordered|head|rows|address)":|"(heading|paragraph|code|rule|quote|list|table|strong|emphasis|deleted|link|text)"|true|false/g,
          '',
        );
        const count = (all: string): number => all.match(/[ab]/g)?.length ?? 0;
        // The words after a fence's opening are its language, and go.
        if (!words.includes('```')) expect(count(letters)).toBe(count(words));
      },
    ),
    { seed: 8, numRuns: 2000 },
  );
  expect(wordsOf(parseInline(`${'**'.repeat(5000)} x`))).toMatch(/ x$/);
});
