/** Calls back whenever a CSS pixel has become more or fewer pixels of the screen, until the returned function is called. */
export function watchPixelRatio(changed: () => void): () => void {
  let stopped = false;
  const follow = (): void =>
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        if (stopped) return;
        follow();
        changed();
      },
      { once: true },
    );
  follow();
  return () => {
    stopped = true;
  };
}
