import type { ComponentChildren, JSX } from 'preact';
import { blocksOf, type Block } from './blocks';
import { piecesOf, type Piece } from './inline';

function draw(piece: Piece, key: number): ComponentChildren {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'code':
      return <code key={key}>{piece.text}</code>;
    case 'strong':
      return <strong key={key}>{piece.pieces.map(draw)}</strong>;
    case 'emphasis':
      return <em key={key}>{piece.pieces.map(draw)}</em>;
    case 'strike':
      return <s key={key}>{piece.pieces.map(draw)}</s>;
    case 'link':
      return <a key={key} href={piece.address} target="_blank" rel="noopener noreferrer nofollow">{piece.pieces.map(draw)}</a>;
  }
}

const Inline = ({ text }: { text: string }): JSX.Element => <>{piecesOf(text).map(draw)}</>;

function drawBlock(block: Block, key: number): JSX.Element {
  switch (block.kind) {
    case 'heading': {
      // The page has headings of its own above.
      const Tag = `h${Math.min(6, block.level + 2)}` as 'h3';
      return <Tag key={key}><Inline text={block.text} /></Tag>;
    }
    case 'paragraph':
      return <p key={key}><Inline text={block.text} /></p>;
    case 'code':
      return <pre key={key} tabIndex={0} aria-label={block.language ? `Code, ${block.language}` : 'Code'}><code>{block.text}</code></pre>;
    case 'quote':
      return <blockquote key={key}>{block.blocks.map(drawBlock)}</blockquote>;
    case 'rule':
      return <hr key={key} />;
    case 'table':
      return (
        <div key={key} class="table" tabIndex={0} role="region" aria-label="Table">
          <table>
            <thead><tr>{block.head.map((cell, i) => <th key={i}><Inline text={cell} /></th>)}</tr></thead>
            <tbody>{block.rows.map((row, i) => <tr key={i}>{block.head.map((_, j) => <td key={j}><Inline text={row[j] ?? ''} /></td>)}</tr>)}</tbody>
          </table>
        </div>
      );
    case 'list': {
      const items = block.items.map((item, i) => (
        <li key={i} class={item.isDone === null ? undefined : 'task'}>
          {item.isDone !== null && <input type="checkbox" checked={item.isDone} disabled aria-label={item.isDone ? 'Done' : 'Not done'} />}
          {item.blocks.length === 1 && item.blocks[0]!.kind === 'paragraph' ? <Inline text={(item.blocks[0] as { text: string }).text} /> : item.blocks.map(drawBlock)}
        </li>
      ));
      return block.isOrdered ? <ol key={key} start={block.start}>{items}</ol> : <ul key={key}>{items}</ul>;
    }
  }
}

/** A text with the marks that people write by habit. Nothing of it is ever markup. */
export const Markdown = ({ text }: { text: string }): JSX.Element => <div class="prose">{blocksOf(text).map(drawBlock)}</div>;
