import { Component, type ComponentChildren } from 'preact';

/** What nobody looks at, but may be read, is renewed at most this often. */
const RENEW_MS = 500;

/** Renders its inside a little later than the rest of the panel, and not with every frame of a stream. */
export class Seldom extends Component<{ readonly children: () => ComponentChildren }> {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private due = false;

  override shouldComponentUpdate(): boolean {
    if (!this.due) this.later();
    return this.due;
  }

  override componentDidMount(): void {
    this.later();
  }

  override componentWillUnmount(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.due = true;
      this.setState({}, () => {
        this.due = false;
      });
    }, RENEW_MS);
  }

  override render(): ComponentChildren {
    return this.due ? this.props.children() : null;
  }
}
