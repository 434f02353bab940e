/** Which GPU WebGPU would use, found without loading its drivers into this process. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';
import { BackendError } from './backend';
import { needPackage } from './packages';

/** The package that brings WebGPU to Node. */
export const DAWN = 'webgpu';
export const NO_GPU = 'no GPU was found; check that a Vulkan, Metal or D3D12 driver is installed.';

/** What we use of an adapter, as Dawn gives it. */
export interface Adapter {
  readonly info: AdapterInfo;
  readonly isFallbackAdapter?: boolean;
}
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

export interface GpuDevice {
  readonly device: string;
  /** A driver that imitates a GPU on the CPU. */
  readonly software: boolean;
}

/** Drivers that compute on the CPU; not every version of Dawn flags them as fallback adapters. */
const SOFTWARE_DRIVERS = /swiftshader|llvmpipe|lavapipe|microsoft basic render|warp/i;

/** A GPU in words, and whether it is one. */
export function describeGpu({ info, isFallbackAdapter }: Adapter): GpuDevice {
  const words = [info.vendor, info.architecture, info.description].join(' ');
  const software = Boolean(
    isFallbackAdapter || info.isFallbackAdapter || SOFTWARE_DRIVERS.test(words),
  );
  return { device: info.description || `${info.vendor} ${info.architecture}`.trim(), software };
}

/** Drivers that take longer to come up than this do not come up. */
const PROBE_LIMIT_MS = 20_000;

/**
 * Run by a Node of its own: Dawn writes its troubles to stderr, which is not ours to clutter, and a driver that
 * crashes takes only the probe with it. Prints the adapter as JSON, or null.
 */
const PROBE = `
import(process.argv[1]).then(async ({ create }) => {
  const adapter = await create([]).requestAdapter();
  const { vendor, architecture, description, isFallbackAdapter } = adapter?.info ?? {};
  const found = adapter && {
    info: { vendor, architecture, description, isFallbackAdapter },
    isFallbackAdapter: adapter.isFallbackAdapter,
  };
  process.stdout.write(JSON.stringify(found), () => process.exit(0));
});
`;

/** The GPU that WebGPU would use. Throws a BackendError when there is none, or no `webgpu` package. */
export async function probeGpu(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<GpuDevice> {
  const { main } = needPackage(DAWN, 'tfjs-webgpu');
  let adapter: Adapter | null;
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', PROBE, pathToFileURL(main).href],
      { env: env as NodeJS.ProcessEnv, timeout: PROBE_LIMIT_MS, windowsHide: true },
    );
    adapter = JSON.parse(stdout) as Adapter | null;
  } catch (error) {
    throw new BackendError(`the ${DAWN} package does not work here (${lastWords(error)}).`);
  }
  if (!adapter) throw new BackendError(NO_GPU);
  return describeGpu(adapter);
}

/** Why a probe failed: the error that it printed, else how it ended. */
function lastWords(error: unknown): string {
  const { stderr, killed, signal } = error as {
    stderr?: string;
    killed?: boolean;
    signal?: string;
  };
  if (killed) return 'its driver does not answer';
  const printed = stderr?.split('\n').find((line) => /^\w*Error\b/.test(line));
  return printed ?? (signal ? `it ended with ${signal}` : 'it could not be started');
}
