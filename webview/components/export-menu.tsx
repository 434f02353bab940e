import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { EXPORT_FORMATS, type ExportFormat } from '../../runtime/protocol/panel';
import { IconButton } from './icon';

type Choice = ExportFormat | 'copy';

const ITEMS: readonly (readonly [Choice, string])[] = [
  ['copy', 'Copy as Image'],
  ...Object.entries(EXPORT_FORMATS).map(
    ([format, { title }]) => [format as ExportFormat, `Save as ${title}…`] as const,
  ),
];

const DRAWN: readonly Choice[] = ['copy', 'png', 'svg'];

/** A button that offers the ways in which charts can be taken out of the panel. */
export function ExportMenu({
  label,
  drawn = true,
  choose,
}: {
  label: string;
  /** Whether there is a picture to take. */
  drawn?: boolean;
  choose(choice: Choice): void;
}): VNode {
  const [place, setPlace] = useState<{ top: number; right: number } | null>(null);
  const host = useRef<HTMLSpanElement>(null);
  const close = (): void => {
    setPlace(null);
    host.current!.querySelector('button')!.focus();
  };
  return (
    <span ref={host} class="export">
      <IconButton
        icon="export"
        label={label}
        expanded={place !== null}
        onClick={() => {
          const { bottom, right } = host.current!.getBoundingClientRect();
          setPlace(place ? null : { top: bottom, right: document.body.clientWidth - right });
        }}
      />
      {place && (
        <Menu
          place={place}
          items={drawn ? ITEMS : ITEMS.filter(([choice]) => !DRAWN.includes(choice))}
          close={close}
          leave={() => setPlace(null)}
          choose={(choice) => {
            close();
            choose(choice);
          }}
        />
      )}
    </span>
  );
}

interface MenuProps {
  readonly place: { readonly top: number; readonly right: number };
  readonly items: typeof ITEMS;
  /** Back to the button. */
  close(): void;
  /** The focus went elsewhere. */
  leave(): void;
  choose(choice: Choice): void;
}

function Menu({ place, items, close, leave, choose }: MenuProps): VNode {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = list.current!;
    menu.querySelector('button')!.focus();
    const beyond = menu.getBoundingClientRect().bottom - window.innerHeight;
    if (beyond > 0) menu.style.top = `${Math.max(0, place.top - beyond)}px`;
  }, []);
  const move = (by: number): void => {
    const buttons = [...list.current!.querySelectorAll('button')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[(at + by + buttons.length) % buttons.length]!.focus();
  };
  return (
    <div
      ref={list}
      class="menu"
      role="menu"
      style={{ top: `${place.top}px`, right: `${place.right}px` }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') close();
        else if (event.key === 'ArrowDown') move(1);
        else if (event.key === 'ArrowUp') move(-1);
        else return;
        event.preventDefault();
      }}
      onFocusOut={({ relatedTarget, currentTarget }) => {
        const inside = currentTarget.parentElement!;
        if (!(relatedTarget instanceof Node) || !inside.contains(relatedTarget)) leave();
      }}
    >
      {items.map(([choice, title]) => (
        <button key={choice} type="button" role="menuitem" onClick={() => choose(choice)}>
          {title}
        </button>
      ))}
    </div>
  );
}
