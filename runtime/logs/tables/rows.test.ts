import { describe, expect, it } from 'vitest';
import { RunSeries } from '../../series/series';
import { rowReader } from './row-reader';

const SEEN_AT = 5;

/** What each tag got, as `[step, value]`, and what was said of each line. */
function read(name: string, text: string) {
  const series = new RunSeries();
  const reader = rowReader(name, series);
  reader.seenAt = SEEN_AT;
  const said = text.split('\n').map((line) => reader.take(line));
  const points = Object.fromEntries(
    series.tags.map((tag, i) => {
      const { steps, values } = series.columns[i]!.points;
      return [tag, Array.from(steps, (step, k) => [step, values[k]])];
    }),
  );
  const times = series.columns.map((column) => [...column.points.wallTimes]);
  return { points, said, times, reader };
}

const csv = (text: string) => read('metrics.csv', text);
const jsonl = (text: string) => read('log.jsonl', text);

describe('a CSV log', () => {
  it('has a column of steps, and sparse cells as Lightning writes them', () => {
    const { points } = csv('epoch,step,train_loss,val_loss\n0,9,0.5,\n0,19,0.25,\n0,19,,0.75\n');
    expect(points).toEqual({
      epoch: [
        [9, 0],
        [19, 0],
        [19, 0],
      ],
      train_loss: [
        [9, 0.5],
        [19, 0.25],
      ],
      val_loss: [[19, 0.75]],
    });
  });

  it('goes by epochs where nothing else counts, as Keras does, and by rows where nothing does', () => {
    expect(csv('epoch,loss\n0,4\n1,2').points).toEqual({
      loss: [
        [0, 4],
        [1, 2],
      ],
    });
    expect(csv('loss\n4\n2').points).toEqual({
      loss: [
        [0, 4],
        [1, 2],
      ],
    });
  });

  it('may have quotes, other delimiters, a byte order mark and the ends of lines of Windows', () => {
    expect(csv('\ufeffstep;"train; loss"\r\n1;0.5\r\n').points).toEqual({
      'train; loss': [[1, 0.5]],
    });
    expect(csv('step\tloss\n1\t"0.5"').points).toEqual({ loss: [[1, 0.5]] });
  });

  it('takes a record of several lines for one', () => {
    const reader = rowReader('a.csv', new RunSeries());
    reader.take('step,note,loss');
    expect(reader.take('1,"two')).toBe('open');
    expect(reader.take('1,"two\nlines",3')).toBe('taken');
    expect(reader.rows).toBe(1);
  });

  it('keeps what is not finite, and leaves words out', () => {
    expect(csv('step,loss,note\n1,nan,a\n2,-inf,b\n3,inf,').points).toEqual({
      loss: [
        [1, NaN],
        [2, -Infinity],
        [3, Infinity],
      ],
    });
  });

  it('tells a row that does not fit its header', () => {
    expect(csv('step,loss\n1\n1,2,3\n2,5').said).toEqual([
      'taken',
      'malformed',
      'malformed',
      'taken',
    ]);
  });

  it('has the times that its rows say, in whatever way, or else those at which it was seen', () => {
    expect(csv('step,time,loss\n1,1700000000.5,2').times).toEqual([[1_700_000_000.5]]);
    expect(csv('step,timestamp,loss\n1,1700000000500,2').times).toEqual([[1_700_000_000.5]]);
    expect(csv('step,date,loss\n1,2023-11-14T22:13:20Z,2').times).toEqual([[1_700_000_000]]);
    const { points, times } = csv('step,time,loss\n1,12.5,2');
    expect(points).toEqual({ time: [[1, 12.5]], loss: [[1, 2]] });
    expect(times).toEqual([[SEEN_AT], [SEEN_AT]]);
  });
});

describe('a log of JSON lines', () => {
  it('has an object a line, whose nested names are joined', () => {
    const { points } = jsonl(
      '{"step":3,"train":{"loss":0.5,"parts":{"a":1}},"lr":0.125,"on":true}',
    );
    expect(points).toEqual({
      'train/loss': [[3, 0.5]],
      'train/parts/a': [[3, 1]],
      lr: [[3, 0.125]],
    });
  });

  it('may write NaN and infinities as Python does, or in quotes', () => {
    const { points, said } = jsonl(
      '{"step":1,"loss":NaN,"note":"a: NaN, b"}\n{"step":2,"loss":-Infinity}\n{"step":3,"loss":"inf"}',
    );
    expect(said).toEqual(['taken', 'taken', 'taken']);
    expect(points).toEqual({
      loss: [
        [1, NaN],
        [2, -Infinity],
        [3, Infinity],
      ],
    });
  });

  it('counts rows where nobody says a step; what has no number is no row', () => {
    const { points, reader } = jsonl('{"about":"x"}\n{"loss":4}\n\n{"loss":2}');
    expect(points).toEqual({
      loss: [
        [0, 4],
        [1, 2],
      ],
    });
    expect([reader.rows, reader.hasSteps]).toEqual([2, false]);
  });

  it('tells a line that is no object', () => {
    expect(jsonl('{"step":1\n[1,2]\n"a"\n{"step":1,"loss":2}').said).toEqual([
      'malformed',
      'malformed',
      'malformed',
      'taken',
    ]);
  });
});
