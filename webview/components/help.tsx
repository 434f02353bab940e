import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { SHORTCUTS } from '../view/keys';
import { IconButton } from './icon';

/** The list of keys. */
export function Help({ close }: { close(): void }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-label="Keyboard Shortcuts" onClose={close}>
      <header>
        <h2>Keyboard Shortcuts</h2>
        <IconButton icon="close" label="Close (Esc)" onClick={close} />
      </header>
      <dl>
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
