import { Component, createRef, type ComponentChildren, type VNode } from 'preact';

/** What is nearer to the screen than so many pixels is made ready. */
const MARGIN = 300;
/** A card's, until it has been seen. */
const USUAL_HEIGHT = 240;
/** A card's beside others, as the style sheet has it. */
const LEAST_WIDTH = 340;

interface PlaceProps {
  readonly tag: string;
  /** How many cards come before it. */
  readonly order: number;
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
  // The browser says it one frame later, which would be one more until the chart is there.
  override state: PlaceState = { near: this.props.order < mostOnScreen(), height: USUAL_HEIGHT };
  private readonly host = createRef<HTMLDivElement>();
  private stopWatching: () => void = () => undefined;

  override componentDidMount(): void {
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

/** As many cards as the screen can have; whatever else is on it, they are never more. To measure would cost a layout. */
const mostOnScreen = (): number =>
  Math.ceil(innerHeight / USUAL_HEIGHT) * Math.max(1, Math.floor(innerWidth / LEAST_WIDTH));

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
