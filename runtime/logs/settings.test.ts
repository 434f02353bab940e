import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MessageBuilder } from '../store/protobuf';
import { encodeScalars } from '../store/tfevents';
import { frameRecord } from '../store/tfrecord';
import { SettingsSearch } from './settings';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-settings-'));
  path = join(folder, 'events.out.tfevents.1');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const message =
  (field: number, ...parts: readonly ((to: MessageBuilder) => MessageBuilder)[]) =>
  (to: MessageBuilder): MessageBuilder =>
    to.message(field, parts.reduce((built, part) => part(built), new MessageBuilder()).finish());

/** As TensorFlow 2 writes them, or PyTorch, without a tensor. */
function hparams(withTensor: boolean): Uint8Array {
  const rate = message(2, (value) => value.double(2, 0.1));
  const start = message(
    3,
    message(1, (entry) => rate(entry.string(1, 'lr'))),
  );
  const content = start(new MessageBuilder()).finish();
  const plugin = message(
    9,
    message(1, (to) => to.string(1, 'hparams').message(2, content)),
  );
  const nothing = new MessageBuilder().int64(1, 1).finish();
  const value = message(1, (to) => {
    const said = plugin(to.string(1, '_hparams_/session_start_info'));
    return withTensor ? said.message(8, nothing) : said;
  });
  return frameRecord(message(5, value)(new MessageBuilder().double(1, 1000)).finish());
}

const scalars = (count: number): Buffer => {
  const one = frameRecord(encodeScalars(1, 1000, [{ tag: 'loss', value: 0.5 }]));
  return Buffer.concat(Array<Uint8Array>(count).fill(one));
};

/** Looks on until what is there has been looked through. */
async function found(search: SettingsSearch): Promise<unknown> {
  for (let look = 0; look < 20 && search.found === null; look++)
    await search.lookOn(statSync(path).size);
  return search.found;
}

it.each([true, false])(
  'finds what stands far behind metrics (with a tensor: %s)',
  async (tensor) => {
    writeFileSync(path, Buffer.concat([scalars(120_000), hparams(tensor)]));
    expect(statSync(path).size).toBeGreaterThan(5_000_000);
    const search = new SettingsSearch(path);
    await search.lookOn(statSync(path).size);
    expect(search.found).toBeNull();
    expect(await found(search)).toEqual({ lr: 0.1 });
  },
);

it('finds what is written later, behind a record longer than what is read at once', async () => {
  const long = message(
    5,
    message(1, (to) => to.message(99, new Uint8Array(9_000_000))),
  );
  const record = frameRecord(long(new MessageBuilder()).finish());
  writeFileSync(path, record);
  const search = new SettingsSearch(path);
  expect(await found(search)).toBeNull();
  appendFileSync(path, hparams(true));
  expect(await found(search)).toEqual({ lr: 0.1 });
});

it('looks again at a file that is written anew, and survives one that is gone', async () => {
  writeFileSync(path, scalars(1000));
  const search = new SettingsSearch(path);
  expect(await found(search)).toBeNull();
  writeFileSync(path, hparams(false));
  expect(await found(search)).toEqual({ lr: 0.1 });
  rmSync(path);
  const gone = new SettingsSearch(path);
  await gone.lookOn(10);
  expect(gone.found).toBeNull();
});
