import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintSettings } from './settings';

const MANIFEST = join(import.meta.dirname, '..', '..', 'package.json');

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Record<string, object> } };
}

test('the manifest lets a person set every lint (`UPDATE_GOLDEN=1` writes it anew)', () => {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as Manifest;
  const { properties } = manifest.contributes.configuration;
  if (process.env.UPDATE_GOLDEN) {
    properties['optiscope.lints'] = { ...properties['optiscope.lints'], ...lintSettings() };
    writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  }
  expect(properties['optiscope.lints']).toMatchObject(lintSettings());
});
