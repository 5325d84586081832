import { describe, expect, it } from 'vitest';
import { blocksOf } from '../src/text/blocks';
import { piecesOf, safeAddress } from '../src/text/inline';

describe('the blocks of a text', () => {
  it('are headings, paragraphs, lists, code, quotes, rules and tables', () => {
    const text = '# Title #\n\none\ntwo\n\n- a\n- [x] b\n  - c\n\n```sh\n# not a heading\n```\n> q\n\n---\n\n| a | b |\n| --- | --- |\n| 1 | 2 |';
    expect(blocksOf(text).map((block) => block.kind)).toEqual(['heading', 'paragraph', 'list', 'code', 'quote', 'rule', 'table']);
    expect(blocksOf(text)[0]).toEqual({ kind: 'heading', level: 1, text: 'Title' });
    expect(blocksOf(text)[2]).toMatchObject({ isOrdered: false, items: [{ isDone: null }, { isDone: true, blocks: [{ kind: 'paragraph' }, { kind: 'list' }] }] });
    expect(blocksOf(text)[3]).toEqual({ kind: 'code', language: 'sh', text: '# not a heading' });
    expect(blocksOf(text)[6]).toEqual({ kind: 'table', head: ['a', 'b'], rows: [['1', '2']] });
  });

  it('keep all lines of code that is never closed', () => expect(blocksOf('```\na\n\nb')).toEqual([{ kind: 'code', language: '', text: 'a\n\nb' }]));

  it('end in time however deep and long they are', () => {
    const began = performance.now();
    blocksOf(`${'>'.repeat(5000)} x\n${'- '.repeat(3000)}`);
    for (const hostile of ['*'.repeat(20_000), `${'['.repeat(20_000)}](x)`, `${'_a '.repeat(8000)}`, '`'.repeat(20_000), '**a'.repeat(6000)]) piecesOf(hostile);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('the stretches of a paragraph', () => {
  it('are text, code, emphasis and links', () => {
    expect(piecesOf('a **b** `c*d*` [e](https://x.org/y) \\*f')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'strong', pieces: [{ kind: 'text', text: 'b' }] },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'c*d*' },
      { kind: 'text', text: ' ' },
      { kind: 'link', address: 'https://x.org/y', pieces: [{ kind: 'text', text: 'e' }] },
      { kind: 'text', text: ' *f' },
    ]);
    expect(piecesOf('see https://x.org/a_b.')).toEqual([{ kind: 'text', text: 'see ' }, { kind: 'link', address: 'https://x.org/a_b', pieces: [{ kind: 'text', text: 'https://x.org/a_b' }] }, { kind: 'text', text: '.' }]);
    expect(piecesOf('snake_case_name')).toEqual([{ kind: 'text', text: 'snake_case_name' }]);
  });

  it('have no link that runs anything', () => {
    for (const address of ['javascript:alert(1)', 'JaVaScRiPt:x', 'java\nscript:x', '\u0001javascript:x', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '//other.org', '/api/shutdown', 'blob:x'])
      expect(safeAddress(address), address).toBeNull();
    for (const text of ['[x](javascript:y)', '[x](<javascript:y>)', '![x](javascript:y)', '[x](data:text/html;base64,aaaa)'])
      expect(JSON.stringify(piecesOf(text)), text).not.toContain('"link"');
    expect(safeAddress('mailto:a@b.org')).toBe('mailto:a@b.org');
  });
});
