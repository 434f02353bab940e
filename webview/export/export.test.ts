import { expect, test } from 'vitest';
import { fakeRun } from '../session/fake-supervisor';
import { writeCsv } from './csv';
import { writeJson } from './json';
import { writePage, writeSvg } from './page';
import { exportedLines } from './points';
import { layoutSheet, plotOf } from './sheet';
import { line, sheet, THEME } from './sheet.test-helper';

const csv = (...of: Parameters<typeof sheet>): string =>
  writeCsv(exportedLines(sheet(...of)), sheet(...of).axis);

test('a table has every point of the range, to the bit, and names what is not finite', () => {
  const text = csv([line('lion', [9, 0.1, NaN, -Infinity, 9])], { range: [2, 4] });
  expect(text).toBe(
    [
      'metric,run,id,step,value',
      `train/loss,lion,id-lion,2,${Math.fround(0.1)}`,
      'train/loss,lion,id-lion,3,NaN',
      'train/loss,lion,id-lion,4,-Infinity',
      '',
    ].join('\n'),
  );
  expect(Math.fround(Number(text.split('\n')[1]!.split(',')[4]))).toBe(Math.fround(0.1));
});

test('a line that could not be had whole says so', () => {
  const reduced = line('lion', [4, 3, 2, 1], { indices: Uint32Array.of(0, 40, 41, 99) });
  expect(csv([reduced]).split('\n')[0]).toBe('# train/loss of lion: 4 points that stand for 100');
  expect(JSON.parse(writeJson(sheet([reduced])))).toMatchObject({ series: [{ points: 100 }] });
});

test('names with commas and quotes stay one field', () => {
  expect(csv([line('a, "b"', [1])])).toContain('train/loss,"a, ""b""",');
});

test('smoothed values stand beside the logged ones, means beside their band', () => {
  const smooth = line('lion', [4, 2], { ys: Float64Array.of(4, 3) });
  const mean = line('all', [2, 1], {
    group: {
      runs: 2,
      counts: Uint32Array.of(2, 2),
      low: Float64Array.of(1, 0),
      high: Float64Array.of(3, 2),
    },
  });
  expect(csv([smooth, mean], { axis: 'relative' }).trimEnd().split('\n')).toEqual([
    'metric,run,id,relative_seconds,value,smoothed,mean,low,high,runs',
    'train/loss,lion,id-lion,1,4,4,,,,',
    'train/loss,lion,id-lion,2,2,3,,,,',
    'train/loss,all,,1,,,2,1,3,2',
    'train/loss,all,,2,,,1,0,2,2',
  ]);
});

test('JSON holds the same points', () => {
  const written: unknown = JSON.parse(writeJson(sheet([line('lion', [1, NaN, 3])])));
  expect(written).toMatchObject({
    x: 'step',
    series: [
      {
        metric: 'train/loss',
        run: 'lion',
        id: 'id-lion',
        range: { from: 1, to: 4 },
        x: [1, 2, 3],
        value: [1, 'NaN', 3],
      },
    ],
  });
});

test('a drawing has each line where the axes say, in its colour, with title, ticks and legend', () => {
  const content = sheet([line('lion', [4, 3, 2, 1])]);
  const svg = writeSvg(content, THEME);
  const at = plotOf(content.charts[0]!, [0.82, 4.18], layoutSheet(content).charts[0]!, 1);
  const place = (x: number, y: number): string =>
    [at.x(x), at.y(y)].map((value) => String(Number(value.toFixed(2)))).join(',');
  expect(svg).toContain(`d="M${place(1, 4)}L${place(2, 3)}L${place(3, 2)}L${place(4, 1)}"`);
  expect(svg).toContain('stroke="#56b4e9"');
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1]);
  expect(texts).toEqual(expect.arrayContaining(['lion', 'train/loss', '2', '4', 'steps']));
  expect(svg).not.toMatch(/NaN|Infinity|undefined|style=/);
});

test('a value that is not finite breaks the line and is marked', () => {
  const svg = writeSvg(sheet([line('lion', [4, NaN, 2, 1])]), THEME);
  const strokes = [...svg.matchAll(/d="(M[^"]*)" fill="none" stroke="#56b4e9"/g)].map(
    (match) => match[1]!,
  );
  expect(strokes[0]!.match(/M/g)!.length).toBeGreaterThan(1);
  expect(strokes).toHaveLength(2);
});

test('a logarithmic chart has equal ratios equally far apart', () => {
  const content = sheet([line('lion', [1, 10, 100])]);
  const chart = { ...content.charts[0]!, range: [1, 100] as const, log: { x: true, y: true } };
  const at = plotOf(chart, [1, 100], { left: 0, top: 0 }, 2);
  expect(at.y(1) - at.y(10)).toBeCloseTo(at.y(10) - at.y(100));
  expect(at.x(10) - at.x(1)).toBeCloseTo(at.x(100) - at.x(10));
  expect(writeSvg({ ...content, charts: [chart] }, THEME)).not.toMatch(/NaN|Infinity/);
});

test('names cannot break out of a drawing', () => {
  const svg = writeSvg(sheet([line('</text><script>', [1, 2])]), THEME);
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('&#60;/text&#62;&#60;script&#62;');
});

test('a page loads nothing and says all: picture, settings, program, points', () => {
  const lion = fakeRun('1', { program: 'lion' });
  const run = {
    ...lion,
    spec: { ...lion.spec, program: { ...lion.spec.program, text: 'p -= lr * </script>' } },
  };
  const page = writePage({
    sheet: sheet([line('</script><b>', [4, 3])]),
    runs: [{ label: 'lion', run }],
    theme: THEME,
    made: 'today',
    nonce: 'abc',
  });
  expect(page).toContain('default-src &#39;none&#39;');
  expect(page).not.toMatch(
    /<(link|img|iframe)|src=|href=|url\((?!#)|@import|https?:\/\/(?!www\.w3\.org)/,
  );
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  const data = /id="data">(.*?)<\/script>/s.exec(page)![1]!;
  expect(JSON.parse(data)).toMatchObject({ series: [{ run: '</script><b>', value: [4, 3] }] });
  expect(page).toContain('p -= lr * &#60;/script&#62;');
  expect(page).toContain('<svg ');
});
