import { existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const DRIVER = 'vk_swiftshader_icd.json';

/** Where Chromium's files lie beside (Debian) or behind (others) the program that starts it. */
function chromiumFolders(): string[] {
  const chromium = process.env['CHROMIUM_PATH'];
  const usual = ['/usr/lib/chromium', '/usr/lib/chromium-browser'];
  return chromium && existsSync(chromium) ? [dirname(realpathSync(chromium)), ...usual] : usual;
}

/**
 * The environment in which Dawn finds Chromium's software driver: the driver's description for the Vulkan loader,
 * the loader itself for machines without one, and a folder that Dawn asks for. Must be set when a process starts.
 */
export function swiftshaderEnvironment(): Record<string, string> {
  const folder = chromiumFolders().find((candidate) => existsSync(join(candidate, DRIVER)));
  if (!folder) {
    throw new Error(
      `The WebGPU tests need SwiftShader (${DRIVER}), which comes with Chromium: install Debian's chromium package or name a Chromium in CHROMIUM_PATH.`,
    );
  }
  return {
    VK_ICD_FILENAMES: join(folder, DRIVER),
    LD_LIBRARY_PATH: folder,
    XDG_RUNTIME_DIR: mkdtempSync(join(tmpdir(), 'optiscope-gpu-')),
  };
}
