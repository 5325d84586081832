import { describe, expect, test } from 'vitest';
import { layOut, plainText, styleAfter } from '../src/logs/ansi';
import { plain } from '../src/logs/style';

const reads = (raw: string): string => plainText(raw, plain);
const styled = (raw: string): [string, Record<string, unknown>][] =>
  layOut(raw, plain).map(({ text, style }) => [text, Object.fromEntries(Object.entries(style).filter(([, value]) => value))]);

describe('layOut', () => {
  test('gives a plain line as it is, in one piece', () => {
    expect(layOut('a\tb <b>&amp;', plain)).toEqual([{ text: 'a\tb <b>&amp;', style: plain }]);
    expect(layOut('', plain)).toEqual([]);
  });

  test('reads colours of 4, 8 and 24 bits, and attributes', () => {
    expect(styled('\x1b[1;31mred\x1b[0m \x1b[97;44mx\x1b[m')).toEqual([['red', { bold: true, foreground: 'p1' }], [' ', {}], ['x', { foreground: 'p15', background: 'p4' }]]);
    expect(styled('\x1b[38;5;9ma\x1b[38;5;196mb\x1b[38;5;244mc')).toEqual([['a', { foreground: 'p9' }], ['b', { foreground: '#ff0000' }], ['c', { foreground: '#808080' }]]);
    expect(styled('\x1b[48;2;1;2;300ma\x1b[38:2::10:20:30mb')).toEqual([['a', { background: '#0102ff' }], ['b', { background: '#0102ff', foreground: '#0a141e' }]]);
    expect(styled('\x1b[2;3;4;9;7ma\x1b[22;23;24;29;27mb')).toEqual([['a', { dim: true, italic: true, underline: true, strike: true, inverse: true }], ['b', {}]]);
  });

  test('survives colours that are cut short or nonsense', () => {
    expect(reads('\x1b[38;5ma\x1b[38;2;1mb\x1b[999;;mc\x1b[?25ld\x1b[>4;2me')).toBe('abcde');
    for (const [, style] of styled('\x1b[38;5;<script>m x')) expect(JSON.stringify(style)).not.toContain('script');
  });

  test('carriage returns overwrite, as a progress bar does', () => {
    expect(reads(' 10%\r 50%\r100%')).toBe('100%');
    expect(reads('long text\rshort')).toBe('shorttext');
    expect(reads('long text\rshort\x1b[K')).toBe('short');
    expect(reads('abc\x1b[2K\rd')).toBe('d  ');
    expect(reads('dos\r')).toBe('dos');
    expect(reads('ab\bc\x1b[2Dxy')).toBe('xy');
  });

  test('leaves titles, links and other strings out, ended or not', () => {
    expect(reads('a\x1b]0;title\x07b\x1b]8;;javascript:x\x1b\\link\x1b]8;;\x1b\\c')).toBe('ablinkc');
    expect(reads('a\x1bP1;2|data\x1b\\b\x1b(Bc\x1b=d')).toBe('abcd');
    expect(reads('a\x1b]0;never ended')).toBe('a');
    expect(reads('a\x1b[38;5')).toBe('a');
    expect(reads('a\x1b')).toBe('a');
  });

  test('shows controls and what reorders text', () => {
    expect(reads('a\x00b\x7fc\x9bd')).toBe('a␀b␡c�d');
    expect(reads('user\u202etxt.exe')).toBe('user‹202e›txt.exe');
  });

  test('keeps characters beyond 16 bits and combined ones whole', () => {
    expect(reads('\x1b[1m🐑é👩‍💻\x1b[0m')).toBe('🐑é👩‍💻');
    expect(reads('🐑🐑\rx')).toBe('x🐑');
  });

  test('takes no more than a moment for hostile lines', () => {
    const started = performance.now();
    for (const piece of ['\x1b[', '\x1b]', '\x1b', '\x1b[1m', '\x1bP', '\r\x1b[K', '\x1b[999999C']) layOut(piece.repeat(20_000), plain);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

test('styleAfter is the style that layOut ends with', () => {
  for (const raw of ['plain', '\x1b[31ma\x1b[1m', '\x1b[31ma\x1b[0m', '\x1b]0;\x1b[32mx\x07\x1b[4mz', '\x1b[38;5;200mq\r\x1b[7m!']) {
    expect(styleAfter(raw, plain)).toEqual(layOut(`${raw}.`, plain).at(-1)!.style);
  }
});
