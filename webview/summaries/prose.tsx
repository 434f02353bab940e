import { h, type VNode } from 'preact';
import { parseMarkdown, type Block, type Inline } from './markdown';

/** A logged text with the little Markdown that it may have. Elements are made here; nothing of the text is ever markup. */
export const Prose = ({ text }: { text: string }): VNode => (
  <div class="prose">{parseMarkdown(text).map(blockNode)}</div>
);

function blockNode(block: Block): VNode {
  switch (block.kind) {
    case 'heading':
      // Beneath the card's own title.
      return h(`h${Math.min(6, block.level + 3)}`, {}, block.parts.map(inlineNode));
    case 'paragraph':
      return <p>{block.parts.map(inlineNode)}</p>;
    case 'code':
      return <pre tabIndex={0}>{block.text}</pre>;
    case 'rule':
      return <hr />;
    case 'quote':
      return <blockquote>{block.blocks.map(blockNode)}</blockquote>;
    case 'list':
      return h(
        block.ordered ? 'ol' : 'ul',
        {},
        block.items.map((item) => <li>{item.map(blockNode)}</li>),
      );
    case 'table':
      return (
        <table>
          <thead>
            <tr>
              {block.head.map((cell) => (
                <th scope="col">{cell.map(inlineNode)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row) => (
              <tr>
                {row.map((cell) => (
                  <td>{cell.map(inlineNode)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

const INLINE_TAGS = { strong: 'strong', emphasis: 'em', deleted: 'del' } as const;

function inlineNode(inline: Inline): VNode | string {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return (
        <a href={inline.address} target="_blank" rel="noopener noreferrer" title={inline.address}>
          {inline.parts.map(inlineNode)}
        </a>
      );
    default:
      return h(INLINE_TAGS[inline.kind], {}, inline.parts.map(inlineNode));
  }
}
