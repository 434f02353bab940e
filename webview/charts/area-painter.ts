import type { Covered } from './covered';
import type { Box } from './projection';
import { SolidAreas } from './solid-areas';

/** All charts draw one after the other. */
const areas = new SolidAreas();
const scratch: { image: ImageData | null; context: CanvasRenderingContext2D | null } = {
  image: null,
  context: null,
};

/** Paints the areas of dense lines on a chart's canvas, those that follow each other in one go. */
export class AreaPainter {
  private left = 0;
  private top = 0;
  private width = 0;
  private height = 0;

  constructor(private readonly ctx: CanvasRenderingContext2D) {}

  /** Where lines are painted from now on, with a pixel of room above and below. */
  within({ left, top, right, bottom }: Box, ratio: number): void {
    this.left = Math.round(left);
    this.top = Math.round(top - ratio);
    this.width = Math.max(1, Math.round(right - left));
    this.height = Math.max(1, Math.round(bottom - top + 2 * ratio));
    areas.resize(this.width, this.height);
  }

  add(covered: Covered, lineWidth: number, color: string, opacity: number): void {
    areas.add(covered, this.top, lineWidth, color, opacity);
  }

  /** Paints what was added; what is drawn afterwards lies above it. */
  flush(): void {
    if (areas.isEmpty) return;
    const { width, height } = this;
    scratch.context ??= document
      .createElement('canvas')
      .getContext('2d', { willReadFrequently: true })!;
    const { canvas } = scratch.context;
    if (scratch.image?.width !== width || scratch.image.height !== height) {
      scratch.image = new ImageData(width, height);
      canvas.width = width;
      canvas.height = height;
    }
    areas.copyTo(new Uint32Array(scratch.image.data.buffer));
    areas.resize(width, height);
    scratch.context.putImageData(scratch.image, 0, 0);
    this.ctx.drawImage(canvas, this.left, this.top);
  }
}
