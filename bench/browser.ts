import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { ensureChromium, openBrowser } from '../.vscode-test/editor/chromium';

/** What stood on the page when a frame began, where that differs from the frame before. */
export interface Sight {
  /** Milliseconds since the page was asked for. */
  readonly at: number;
  /** Charts that are drawn, and the points in their range. */
  readonly charts: number;
  readonly points: number;
  /** Metrics in the headings of their groups. */
  readonly listed: number;
}

/** What our script took in a page. */
export interface ScriptMeter {
  /** Milliseconds of our script in each frame since `reset`, those without any left out. */
  readonly frames: number[];
  readonly sights: readonly Sight[];
  /** Milliseconds since the page was asked for; null until the runtime has said something, or sent points. */
  readonly heardAt: number | null;
  readonly firstPointsAt: number | null;
  reset(): void;
  /** Resolves in the next frame. */
  frame(): Promise<void>;
}

declare global {
  var scriptMeter: ScriptMeter;
}

/**
 * Runs in the page before its own script: times whatever calls into it, with the promises that this resolves. Garbage
 * collection within counts, painting does not.
 */
function meter(): void {
  const frames: number[] = [];
  const sights: Sight[] = [];
  let heardAt: number | null = null;
  let firstPointsAt: number | null = null;
  let busy = 0;
  let depth = 0;
  const timed = <A extends unknown[], R>(work: (...args: A) => R) =>
    function (this: unknown, ...args: A): R {
      const begun = performance.now();
      depth++;
      const end = (): void => {
        depth--;
        if (depth === 0) busy += performance.now() - begun;
      };
      try {
        return work.apply(this, args);
      } finally {
        // Behind the promises that the work has resolved, and those that they resolve.
        queueMicrotask(() => queueMicrotask(() => queueMicrotask(end)));
      }
    };
  const nextFrame = window.requestAnimationFrame.bind(window);
  const later = window.setTimeout.bind(window);
  const watch = (): void => {
    if (busy > 0) frames.push(busy);
    busy = 0;
    const drawn = Object.values(globalThis.optiscope?.charts() ?? {});
    let listed = 0;
    document.querySelectorAll('.group .badge').forEach((badge) => {
      listed += Number(badge.textContent);
    });
    const points = drawn.reduce((sum, { of }) => sum + of, 0);
    const last = sights.at(-1);
    if (last?.charts !== drawn.length || last.points !== points || last.listed !== listed)
      sights.push({ at: performance.now(), charts: drawn.length, points, listed });
    nextFrame(watch);
  };
  nextFrame(watch);
  window.requestAnimationFrame = (work) => nextFrame(timed(work));
  window.setTimeout = ((work: () => void, ms?: number) => later(timed(work), ms)) as never;
  // What is watched with these two is told to a chart, which is drawn then.
  for (const name of ['IntersectionObserver', 'ResizeObserver'] as const) {
    const Observer = window[name] as unknown as new (
      heard: (...all: never[]) => void,
      options?: unknown,
    ) => object;
    const Timed = class extends Observer {
      constructor(heard: (...all: never[]) => void, options?: unknown) {
        super(timed(heard), options);
      }
    };
    Object.assign(window, { [name]: Timed });
  }
  for (const prototype of [WebSocket.prototype, MessagePort.prototype]) {
    const { set, get } = Object.getOwnPropertyDescriptor(prototype, 'onmessage')!;
    Object.defineProperty(prototype, 'onmessage', {
      get,
      set(heard: (event: MessageEvent) => void) {
        set!.call(
          this,
          timed((event: MessageEvent) => {
            heardAt ??= performance.now();
            if (event.data instanceof ArrayBuffer) firstPointsAt ??= performance.now();
            heard(event);
          }),
        );
      },
    });
  }
  const { addEventListener: listen, removeEventListener: leave } = EventTarget.prototype;
  /** What listens in place of a listener: one for each, so that it can be taken away again. */
  const standIns = new WeakMap<object, EventListener>();
  const standIn = (type: string, heard: EventListenerOrEventListenerObject | null) => {
    if (typeof heard !== 'function' || !['click', 'scroll', 'keydown'].includes(type)) return heard;
    if (!standIns.has(heard)) standIns.set(heard, timed(heard));
    return standIns.get(heard)!;
  };
  EventTarget.prototype.addEventListener = function (type, heard, options) {
    listen.call(this, type, standIn(type, heard), options);
  };
  EventTarget.prototype.removeEventListener = function (type, heard, options) {
    leave.call(this, type, standIn(type, heard), options);
  };
  window.scriptMeter = {
    frames,
    sights,
    get heardAt() {
      return heardAt;
    },
    get firstPointsAt() {
      return firstPointsAt;
    },
    reset: () => void frames.splice(0),
    frame: () => new Promise((done) => nextFrame(() => done())),
  };
}

/** A page in a headless browser with software raster, in which script is timed. */
export interface MeasuredPage {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly devtools: CDPSession;
  close(): Promise<void>;
}

export async function openMeasuredPage(): Promise<MeasuredPage> {
  const context = await openBrowser(ensureChromium((what) => console.error(what)));
  const page = context.pages()[0] ?? (await context.newPage());
  await page.addInitScript(meter);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { context, page, devtools, close: () => context.close() };
}

/** What the page's thread has done since it began, in milliseconds of a core. */
export interface ThreadTime {
  readonly script: number;
  /** Script, layout, painting and software raster. */
  readonly all: number;
}

export async function threadTime({ devtools }: MeasuredPage): Promise<ThreadTime> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (wanted: string): number =>
    1000 * (metrics.find(({ name }) => name === wanted)?.value ?? NaN);
  return { script: of('ScriptDuration'), all: of('TaskDuration') };
}

/** Megabytes of script memory in use, after everything that can be freed has been. */
export async function usedMegabytes({ devtools }: MeasuredPage): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** With `--profile`, keeps what the page's script does during some work as bench/output/NAME.cpuprofile. */
export async function profiled<T>(
  { devtools }: MeasuredPage,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!process.argv.includes('--profile')) return work();
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
  await devtools.send('Profiler.start');
  const result = await work();
  const { profile } = await devtools.send('Profiler.stop');
  writeFileSync(join(__dirname, `${name}.cpuprofile`), JSON.stringify(profile));
  return result;
}

const SAMPLE_MICROSECONDS = 200;
