import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { NO_ANNOTATIONS, type Run } from '../../runtime/protocol/runs';
import type { PanelModel } from '../panel-model';
import { IconButton } from './icon';

/** Name, tags and note of a run, to be changed. */
export function Annotate({
  model,
  run,
  close,
}: {
  model: PanelModel;
  run: Run;
  close(): void;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const { name = null, note = '', tags = [] } = run.annotations ?? {};
  useEffect(() => {
    dialog.current!.showModal();
    dialog.current!.querySelector('input')!.select();
  }, []);
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (field: string): string => {
      const value = form.get(field);
      return typeof value === 'string' ? value.trim() : '';
    };
    model.control.annotate(run.id, {
      ...(run.annotations ?? NO_ANNOTATIONS),
      name: text('name') || null,
      note: text('note'),
      tags: text('tags')
        .split(/[,\s]+/)
        .filter(Boolean),
    });
    close();
  };
  return (
    <dialog ref={dialog} class="help annotate" aria-label="Name, Tags and Note" onClose={close}>
      <header>
        <h2>Name, Tags and Note</h2>
        <IconButton icon="close" label="Close (Esc)" onClick={close} />
      </header>
      <form onSubmit={save}>
        <label>
          Name
          <input
            class="filter"
            name="name"
            type="text"
            placeholder={run.spec.program.name}
            defaultValue={name ?? ''}
          />
        </label>
        <label>
          Tags
          <input
            class="filter"
            name="tags"
            type="text"
            placeholder="Separated by commas"
            defaultValue={tags.join(', ')}
          />
        </label>
        <label>
          Note
          <textarea class="filter" name="note" rows={4} defaultValue={note} />
        </label>
        <button type="submit" class="button">
          Save
        </button>
      </form>
    </dialog>
  );
}
