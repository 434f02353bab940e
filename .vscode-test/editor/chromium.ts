import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { aptInstall } from './apt';

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Only what is on the machine already: `CHROMIUM_PATH`, the system's, or Playwright's own copy. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of SYSTEM_NAMES)
    for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  if (existsSync(mac)) return mac;
  try {
    const own = chromium.executablePath();
    return existsSync(own) ? own : null;
  } catch {
    return null;
  }
}

/**
 * A Chromium for the tests: one that is there, else installed by `apt-get` where that may be done, else
 * Playwright's download. Throws one sentence when there is no way.
 */
export function ensureChromium(tell: (what: string) => void): string {
  const found = findChromium();
  if (found !== null) return found;
  const ways: readonly (() => void)[] = [
    () => {
      tell('installing Chromium with apt-get');
      aptInstall('chromium');
    },
    () => {
      tell('installing Chromium with Playwright');
      const cli = join(dirname(require.resolve('playwright-core/package.json')), 'cli.js');
      execFileSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore' });
    },
  ];
  for (const way of ways) {
    try {
      way();
    } catch {
      continue;
    }
    const now = findChromium();
    if (now !== null) return now;
  }
  throw new Error(
    'The tests need Chromium and could not install it: install it yourself, or name one in CHROMIUM_PATH.',
  );
}

/** A headless browser window that talks to nothing but the editor. */
export function openBrowser(
  executablePath: string,
  options: {
    readonly width?: number;
    readonly height?: number;
    readonly colorScheme?: 'light' | 'dark';
  } = {},
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'optiscope-browser-')), {
    executablePath,
    headless: true,
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.colorScheme ?? 'dark',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Chromium's software driver for WebGPU, or null: the file that names it to the Vulkan loader. */
export function findSoftwareGpu(): string | null {
  const chromiumPath = findChromium();
  const places = [
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    join(homedir(), '.cache/ms-playwright'),
  ];
  if (chromiumPath !== null) places.unshift(dirname(chromiumPath));
  for (const place of places) {
    if (!existsSync(place)) continue;
    const name = readdirSync(place).find((file) => file === 'vk_swiftshader_icd.json');
    if (name !== undefined) return join(place, name);
  }
  return null;
}
