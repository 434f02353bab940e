import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** What is nearer to the screen than this is made ready. */
const MARGIN = '300px';

interface OnScreenProps {
  readonly class: string;
  readonly label: string;
  readonly tag: string;
  readonly run: string | null;
  readonly children: () => ComponentChildren;
}

/** A card whose inside exists only while it is on screen, or nearly; meanwhile it keeps its height. */
export function OnScreen({ class: className, label, tag, run, children }: OnScreenProps): VNode {
  const host = useRef<HTMLElement>(null);
  const [height, setHeight] = useState(0);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const { isIntersecting, boundingClientRect } = entries.at(-1)!;
        if (!isIntersecting && boundingClientRect.height > 0) setHeight(boundingClientRect.height);
        setSeen(isIntersecting);
      },
      { root: host.current!.closest('.charts'), rootMargin: MARGIN },
    );
    observer.observe(host.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <section
      ref={host}
      class={`card summary ${className}`}
      aria-label={label}
      data-tag={tag}
      data-run={run}
      style={seen || height === 0 ? {} : { height: `${height}px` }}
    >
      {seen && children()}
    </section>
  );
}
