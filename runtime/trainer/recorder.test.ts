import { describe, expect, it } from 'vitest';
import type { HistogramRow, ScalarRow } from '../store/event-file-writer';
import type { FromTrainer, TrainerRows } from './messages';
import { Recorder, type EventFile } from './recorder';
import { RingReader, RingWriter, allocateRing } from './ring';

/** A disk that can be told to refuse; like the real one it keeps what it could not write. */
function fakeDisk() {
  const disk = {
    full: false,
    unopenable: false,
    opened: 0,
    written: [] as ScalarRow[],
    histograms: [] as HistogramRow[],
  };
  let pending: ScalarRow[] = [];
  const flush = (): void => {
    if (disk.full) throw new Error('ENOSPC: no space left on device');
    disk.written.push(...pending);
    pending = [];
  };
  const open = (): EventFile => {
    if (disk.unopenable) throw new Error('EACCES: permission denied');
    disk.opened++;
    return {
      appendScalars: (rows) => void pending.push(...rows),
      appendHistograms: (rows) => void disk.histograms.push(...rows),
      flush,
      close: flush,
    };
  };
  return { disk, open };
}

function setUp() {
  const memory = allocateRing(64);
  const writer = new RingWriter(memory);
  const { disk, open } = fakeDisk();
  const posted: FromTrainer[] = [];
  const clock = { now: 1000 };
  const recorder = new Recorder(
    new RingReader(memory),
    open,
    (message) => posted.push(message),
    () => clock.now,
  );
  recorder.addTag('train/loss');
  recorder.addTag('optimizer/lr');
  const log = (step: number): void => writer.write(step, step, [0, 1], [step, 0.5]);
  const streamed = (): number[] =>
    posted
      .filter((message): message is TrainerRows => message.kind === 'rows')
      .flatMap(({ steps }) => Array.from(steps));
  const warnings = (): string[] =>
    posted.flatMap((message) => (message.kind === 'warning' ? [message.message] : []));
  return { disk, recorder, log, posted, streamed, warnings, clock };
}

const row = (step: number): ScalarRow => ({
  step,
  wallTime: step,
  scalars: [
    { tag: 'train/loss', value: step },
    { tag: 'optimizer/lr', value: 0.5 },
  ],
});

describe('Recorder', () => {
  it('writes one event a step and streams the same scalars, naming a tag once', () => {
    const { disk, recorder, log, posted } = setUp();
    log(1);
    log(2);
    recorder.drain();
    log(3);
    recorder.close();
    expect(disk.written).toEqual([row(1), row(2), row(3)]);
    expect(posted.map((message) => message.kind === 'rows' && message.newTags)).toEqual([
      ['train/loss', 'optimizer/lr'],
      [],
    ]);
  });

  it('writes histograms beside the scalars, also once the disk lets it', () => {
    const { disk, recorder, clock } = setUp();
    disk.unopenable = true;
    recorder.addHistograms({ step: 1, wallTime: 1, histograms: [] });
    recorder.drain();
    expect(disk.histograms).toEqual([]);
    disk.unopenable = false;
    clock.now += 10_000;
    recorder.drain();
    recorder.close();
    expect(disk.histograms).toEqual([{ step: 1, wallTime: 1, histograms: [] }]);
  });

  it('opens no file and says nothing while there is nothing', () => {
    const { disk, recorder, posted } = setUp();
    recorder.drain();
    expect(disk.opened).toBe(0);
    expect(posted).toEqual([]);
  });

  it('streams on when the disk is full, warns once, and catches up when there is room again', () => {
    const { disk, recorder, log, streamed, warnings, clock } = setUp();
    log(1);
    recorder.drain();
    disk.full = true;
    for (const step of [2, 3, 4]) {
      log(step);
      recorder.drain();
      clock.now += 10_000;
    }
    expect(streamed()).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain('no space left');
    disk.full = false;
    recorder.close();
    expect(disk.written).toEqual([row(1), row(2), row(3), row(4)]);
  });

  it('streams on when the file cannot even be made', () => {
    const { disk, recorder, log, streamed, warnings, clock } = setUp();
    disk.unopenable = true;
    log(1);
    recorder.drain();
    log(2);
    recorder.drain();
    expect(streamed()).toEqual([1, 1, 2, 2]);
    expect(warnings()).toHaveLength(1);
    disk.unopenable = false;
    clock.now += 10_000;
    recorder.drain();
    expect(disk.written).toEqual([row(1), row(2)]);
  });

  it('does not pester a disk that has just refused', () => {
    const { disk, recorder, log } = setUp();
    disk.unopenable = true;
    log(1);
    recorder.drain();
    disk.unopenable = false;
    log(2);
    recorder.drain();
    expect(disk.opened).toBe(0);
  });
});
