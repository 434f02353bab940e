import { Component, createRef, type ComponentChildren, type VNode } from 'preact';

/** What is nearer to the screen than so many pixels is made ready. */
const MARGIN = 300;
/** A card's, until it has been seen. */
const USUAL_HEIGHT = 240;

interface PlaceProps {
  readonly tag: string;
  readonly children: () => ComponentChildren;
}

interface PlaceState {
  readonly near: boolean;
  readonly height: number;
}

/**
 * The place of a chart's card, whose inside exists only while it is on screen, or nearly, or has the focus: a run may
 * have thousands. Meanwhile it keeps its height, and is not looked at when something changes.
 */
export class CardPlace extends Component<PlaceProps, PlaceState> {
  override state: PlaceState = { near: false, height: USUAL_HEIGHT };
  private readonly host = createRef<HTMLDivElement>();
  private stopWatching: () => void = () => undefined;

  override componentDidMount(): void {
    // The browser says it one frame later, which would be one more until the chart is there.
    if (isNear(this.host.current!)) this.setState({ near: true });
    this.stopWatching = watchNearness(this.host.current!, (near, height) => {
      const keepsFocus = this.host.current?.contains(document.activeElement) === true;
      if (near) this.setState({ near });
      else if (!keepsFocus) this.setState({ near, height: height || this.state.height });
    });
  }

  override componentWillUnmount(): void {
    this.stopWatching();
  }

  override shouldComponentUpdate(_: PlaceProps, next: PlaceState): boolean {
    return next.near || this.state.near;
  }

  /** The keyboard got to the empty place first: the chart that comes takes over. */
  private readonly becomeNear = (): void => {
    this.setState({ near: true }, () => {
      this.host.current?.querySelector<HTMLElement>('.chart')?.focus();
    });
  };

  override render(): VNode {
    const { tag, children } = this.props;
    const { near, height } = this.state;
    return (
      <div ref={this.host} class="card-place" style={near ? {} : { height: `${height}px` }}>
        {near ? (
          children()
        ) : (
          <div class="chart" tabIndex={0} role="group" aria-label={tag} onFocus={this.becomeNear} />
        )}
      </div>
    );
  }
}

/** Of the frame in which places were looked at last: the end of what is near, and whether one was beyond it. */
let looked: { readonly frame: unknown; readonly end: number; beyond: boolean } | null = null;

/** Whether a place that has just come is near. Those that come with it do so from top to bottom. */
function isNear(place: Element): boolean {
  const frame = document.timeline.currentTime;
  if (looked?.frame !== frame) {
    const root = place.closest('.charts')!.getBoundingClientRect();
    looked = { frame, end: root.bottom + MARGIN, beyond: false };
  }
  if (looked.beyond) return false;
  const { top, bottom } = place.getBoundingClientRect();
  looked.beyond = top >= looked.end;
  return bottom > -MARGIN && !looked.beyond;
}

type Heard = (near: boolean, height: number) => void;

const heard = new WeakMap<Element, Heard>();
const observers = new WeakMap<Element, IntersectionObserver>();

/** One observer for all places in the same scrolling element. */
function watchNearness(place: Element, tell: Heard): () => void {
  const root = place.closest('.charts')!;
  let observer = observers.get(root);
  if (observer === undefined) {
    observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, boundingClientRect } of entries)
          heard.get(target)?.(isIntersecting, boundingClientRect.height);
      },
      { root, rootMargin: `${MARGIN}px` },
    );
    observers.set(root, observer);
  }
  heard.set(place, tell);
  observer.observe(place);
  const watching = observer;
  return () => watching.unobserve(place);
}
