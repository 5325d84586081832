/** How a stretch of text looks: what SGR escape sequences (ECMA-48 8.3.117) have set. Immutable. */
export interface Style {
  readonly foreground: string;
  readonly background: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly inverse: boolean;
}

export const plain: Style = { foreground: '', background: '', bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false };

// The 6 × 6 × 6 cube and the greys of the 256-colour palette, as xterm has them. The first 16 are the theme's.
function indexed(index: number): string {
  if (index < 16) return `p${index}`;
  if (index >= 232) return rgb(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10);
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
  const cell = index - 16;
  return rgb(level(Math.floor(cell / 36)), level(Math.floor(cell / 6) % 6), level(cell % 6));
}

const rgb = (red: number, green: number, blue: number): string => `#${[red, green, blue].map((part) => Math.min(255, part | 0).toString(16).padStart(2, '0')).join('')}`;

/** Reads a colour behind 38 or 48; returns it and how many numbers it took. */
function extended(numbers: number[], at: number): [string, number] {
  if (numbers[at] === 5 && at + 1 < numbers.length) return [indexed(Math.min(255, numbers[at + 1]!)), 2];
  if (numbers[at] === 2 && at + 3 < numbers.length) return [rgb(numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!), 4];
  return ['', numbers.length - at];
}

/** The style after the parameters of one SGR sequence. */
export function applySgr(style: Style, parameters: string): Style {
  // "38:2::r:g:b" has an empty colour space; with ";" there is none.
  const numbers = parameters.replace(/([34]8):2:\d*:/g, '$1;2;').split(/[;:]/).map((text) => (text === '' ? 0 : Number(text)));
  let next: { -readonly [Name in keyof Style]: Style[Name] } = { ...style };
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i]!;
    if (n === 0) next = { ...plain };
    else if (n === 1) next.bold = true;
    else if (n === 2) next.dim = true;
    else if (n === 3) next.italic = true;
    else if (n === 4) next.underline = true;
    else if (n === 7) next.inverse = true;
    else if (n === 9) next.strike = true;
    else if (n === 21 || n === 22) next.bold = next.dim = false;
    else if (n === 23) next.italic = false;
    else if (n === 24) next.underline = false;
    else if (n === 27) next.inverse = false;
    else if (n === 29) next.strike = false;
    else if (n >= 30 && n <= 37) next.foreground = indexed(n - 30);
    else if (n >= 90 && n <= 97) next.foreground = indexed(n - 82);
    else if (n === 39) next.foreground = '';
    else if (n >= 40 && n <= 47) next.background = indexed(n - 40);
    else if (n >= 100 && n <= 107) next.background = indexed(n - 92);
    else if (n === 49) next.background = '';
    else if (n === 38 || n === 48) {
      const [colour, taken] = extended(numbers, i + 1);
      if (n === 38) next.foreground = colour;
      else next.background = colour;
      i += taken;
    }
  }
  return next;
}
