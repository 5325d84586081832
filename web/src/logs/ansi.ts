import { applySgr, type Style } from './style';

// Constraints
//   Output is hostile: it may hold markup, half sequences, links to anywhere. What leaves here is text with styles; nothing of it is ever markup.
//   A line is read again each time it is shown, so the common line, without any control character, must cost nothing.
// Scheme
//   A line is laid out as a terminal one row high would: carriage return and backspace move the cursor, what follows overwrites, CSI K erases,
//   SGR changes the style, every other sequence is left out. Other control characters are shown by their Unicode pictures.

/** A stretch of text of one style. */
export interface Span {
  text: string;
  style: Style;
}

// ESC [ … final, ESC ] … (BEL or ESC \), the other strings (DCS, SOS, PM, APC), two-character sequences; an unfinished one to the end of the line.
const sequence = /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|$)|\x1b[PX^_][^\x1b]*(?:\x1b\\|$)|\x1b\[[0-?]*[ -/]*$|\x1b[ -/]*[0-~]|\x1b/y;
const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
// Characters that reorder what stands beside them: shown, so that a line reads as it is.
const reordering = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;

const visible = (text: string): string => text.replace(reordering, (c) => `‹${c.codePointAt(0)!.toString(16)}›`);

const picture = (code: number): string => (code < 32 ? String.fromCharCode(0x2400 + code) : code === 127 ? '␡' : '�');

/** Whether a text is nothing but characters that are shown as they are. */
export const isPlain = (text: string): boolean => !control.test(text);

/** The style after a line that began in another. */
export function styleAfter(raw: string, style: Style): Style {
  let at = raw.indexOf('\x1b');
  while (at >= 0) {
    sequence.lastIndex = at;
    const match = sequence.exec(raw);
    if (match?.[2] === 'm' && !/[<-?]/.test(match[1]!)) style = applySgr(style, match[1]!);
    at = raw.indexOf('\x1b', at + (match?.[0].length || 1));
  }
  return style;
}

/** Lays one line out. */
export function layOut(raw: string, style: Style): Span[] {
  if (isPlain(raw)) return raw ? [{ text: visible(raw), style }] : [];
  const cells: string[] = [];
  const styles: Style[] = [];
  let column = 0;
  const put = (cell: string): void => {
    while (cells.length < column) {
      cells.push(' ');
      styles.push(style);
    }
    cells[column] = cell;
    styles[column++] = style;
  };
  // A final CR belongs to the line's end (CR LF), or its next version has not come yet.
  const end = raw.endsWith('\r') ? raw.length - 1 : raw.length;
  for (let at = 0; at < end; ) {
    const code = raw.codePointAt(at)!;
    if (code === 0x1b) {
      sequence.lastIndex = at;
      const match = sequence.exec(raw);
      const [whole, parameters = '', final] = match ?? ['\x1b'];
      if (final === 'm' && !/[<-?]/.test(parameters)) style = applySgr(style, parameters);
      else if (final === 'K') {
        if (parameters === '2' || parameters === '1') for (let i = 0; i < Math.min(parameters === '2' ? cells.length : column + 1, cells.length); i++) cells[i] = ' ';
        else cells.length = styles.length = Math.min(cells.length, column);
      } else if (final === 'C') column = Math.min(column + Math.max(1, Number(parameters) || 1), 1000);
      else if (final === 'D') column = Math.max(0, column - Math.max(1, Number(parameters) || 1));
      else if (final === 'G') column = Math.min(Math.max(0, (Number(parameters) || 1) - 1), 1000);
      at += whole.length;
      continue;
    }
    const cell = String.fromCodePoint(code);
    at += cell.length;
    if (cell === '\r') column = 0;
    else if (cell === '\b') column = Math.max(0, column - 1);
    else if (code < 32 && cell !== '\t') put(picture(code));
    else if (code >= 127 && code <= 159) put(picture(code));
    // Combining characters stay with what they combine with.
    else if (column > 0 && /\p{M}|\u200d|\ufe0f/u.test(cell)) cells[column - 1] += cell;
    else put(cell);
  }
  const spans: Span[] = [];
  for (let i = 0; i < cells.length; i++) {
    const last = spans.at(-1);
    if (last && last.style === styles[i]) last.text += cells[i];
    else spans.push({ text: cells[i]!, style: styles[i]! });
  }
  for (const span of spans) span.text = visible(span.text);
  return spans;
}

/** What a line reads, without styles. */
export const plainText = (raw: string, style: Style): string => (isPlain(raw) ? visible(raw) : layOut(raw, style).map((span) => span.text).join(''));
