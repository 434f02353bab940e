import type { VNode } from 'preact';
import { canvasPen, type Pen } from '../charts/pen';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface PlotProps {
  /** Draws at a size in CSS pixels, on an empty ground. */
  paint(canvas: Pen, size: { width: number; height: number }): void;
  /** The same text, the same picture. */
  readonly pictureKey: string;
  /** The pointer is at a place, in CSS pixels from the upper left corner; or has left. */
  pointed(place: { x: number; y: number; width: number; height: number } | null): void;
  pressed?(): void;
}

/** A picture as wide as its card. It says nothing to screen readers: what it shows must be in words beside it. */
export function Plot({ paint, pictureKey, pointed, pressed }: PlotProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef('');
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const host = canvas.current!;
    const resized = new ResizeObserver(() =>
      setSize({ width: host.clientWidth, height: host.clientHeight }),
    );
    resized.observe(host);
    return () => resized.disconnect();
  }, []);
  useLayoutEffect(() => {
    const key = `${size.width} ${size.height} ${devicePixelRatio} ${pictureKey}`;
    if (size.width === 0 || key === drawn.current) return;
    drawn.current = key;
    const host = canvas.current!;
    host.width = Math.round(size.width * devicePixelRatio);
    host.height = Math.round(size.height * devicePixelRatio);
    const context = host.getContext('2d')!;
    context.scale(devicePixelRatio, devicePixelRatio);
    paint(canvasPen(context), size);
  });
  return (
    <canvas
      ref={canvas}
      class="plot"
      aria-hidden="true"
      onPointerMove={(event) => pointed({ x: event.offsetX, y: event.offsetY, ...size })}
      onPointerLeave={() => pointed(null)}
      onClick={() => pressed?.()}
    />
  );
}
