import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Image } from '../../runtime/protocol/summaries';
import { formatNumber } from '../../runtime/protocol/words';
import { IconButton } from '../components/icon';

/** A picture that is smaller is drawn larger, by a whole factor, so that its pixels can be seen. */
const SMALL = 96;
const ENLARGED = 128;
/** Powers of two by which a picture can be zoomed. */
const LEAST_ZOOM = -2;
const MOST_ZOOM = 5;

interface PictureProps {
  readonly image: Image;
  /** Which picture it is, in words. */
  readonly words: string;
}

interface Loaded {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** One logged picture; a press opens it alone, to zoom. What cannot be drawn says so. */
export function Picture({ image, words }: PictureProps): VNode {
  const url = useObjectUrl(image);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  // What is known of the picture before counts no more.
  const natural = loaded?.url === url ? loaded : null;
  if (image.type === null)
    return (
      <p class="card-note">
        This picture ({kilobytes(image.bytes)}) is no PNG, JPEG, GIF or WebP file, and is not shown.
      </p>
    );
  if (url !== null && brokenUrl === url)
    return (
      <p class="card-note">
        This picture is damaged: it says that it is{' '}
        {image.type.slice('image/'.length).toUpperCase()}, and cannot be decoded (
        {kilobytes(image.bytes)}).
      </p>
    );
  const longest = natural === null ? 0 : Math.max(natural.width, natural.height);
  const scale = longest > 0 && longest < SMALL ? Math.floor(ENLARGED / longest) : 1;
  return (
    <>
      <button type="button" class="picture" title={`${words}: zoom`} onClick={() => setOpen(true)}>
        {url !== null && (
          <img
            src={url}
            alt={natural === null ? words : `${words}, ${natural.width} × ${natural.height} pixels`}
            class={scale > 1 ? 'pixelated' : ''}
            style={scale > 1 ? { width: `${scale * natural!.width}px` } : {}}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setLoaded({ url, width: naturalWidth, height: naturalHeight })
            }
            onError={() => setBrokenUrl(url)}
          />
        )}
      </button>
      {image.isCutOff && <p class="card-note">This picture is cut off: its file ends too soon.</p>}
      {open && natural !== null && url !== null && (
        <ZoomDialog url={url} words={words} natural={natural} close={() => setOpen(false)} />
      )}
    </>
  );
}

interface ZoomProps {
  readonly url: string;
  readonly words: string;
  readonly natural: { readonly width: number; readonly height: number };
  close(): void;
}

function ZoomDialog({ url, words, natural, close }: ZoomProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [zoom, setZoom] = useState(() => fitting(natural.width));
  useEffect(() => dialog.current!.showModal(), []);
  const factor = 2 ** zoom;
  return (
    <dialog ref={dialog} class="help zoom" aria-label={words} onClose={close}>
      <header>
        <h2>{words}</h2>
        <label class="zoom-control">
          <span class="muted">Zoom</span>
          <input
            type="range"
            min={LEAST_ZOOM}
            max={MOST_ZOOM}
            step={1}
            value={zoom}
            aria-label="Zoom"
            aria-valuetext={`${formatNumber(100 * factor)} %`}
            onInput={(event) => setZoom(event.currentTarget.valueAsNumber)}
          />
          <span class="zoom-value">{formatNumber(100 * factor)} %</span>
        </label>
        <IconButton icon="close" label="Close (Esc)" onClick={close} />
      </header>
      <div class="zoomed" tabIndex={0} role="group" aria-label={`${words}, to scroll`}>
        <img
          src={url}
          alt={words}
          class={zoom > 0 ? 'pixelated' : ''}
          style={{ width: `${factor * natural.width}px` }}
        />
      </div>
    </dialog>
  );
}

/** The largest zoom at which a picture fits the panel. */
const fitting = (width: number): number =>
  Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, Math.floor(Math.log2((innerWidth - 80) / width))));

/** An address under which the page can load the picture's bytes, for as long as it is shown. */
function useObjectUrl({ type, data }: Image): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (type === null) return setUrl(null);
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [type, data]);
  return url;
}

const kilobytes = (bytes: number): string =>
  bytes < 1000 ? `${bytes} bytes` : `${formatNumber(Number((bytes / 1000).toPrecision(3)))} kB`;
