import type { BrowserContext } from 'playwright-core';

/** The share of a PNG's pixels that lie within `tolerance` of a colour in each channel. */
export async function shareOfColor(
  context: BrowserContext,
  png: Buffer,
  [red, green, blue]: readonly [number, number, number],
  tolerance = 24,
): Promise<number> {
  const page = await context.newPage();
  try {
    return await page.evaluate(
      async ({ data, wanted, near }) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        const drawing = canvas.getContext('2d')!;
        drawing.drawImage(image, 0, 0);
        const pixels = drawing.getImageData(0, 0, canvas.width, canvas.height).data;
        let matching = 0;
        for (let at = 0; at < pixels.length; at += 4)
          if (wanted.every((value, channel) => Math.abs(pixels[at + channel]! - value) <= near))
            matching++;
        return matching / (pixels.length / 4);
      },
      { data: png.toString('base64'), wanted: [red, green, blue], near: tolerance },
    );
  } finally {
    await page.close();
  }
}
