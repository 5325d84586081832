/** Where the rows of a list stand, when a row may take several lines of text. Rows are counted in lines of text. */
export class RowMap {
  private ends: number[] = [];

  /** How many lines of text all rows take together. */
  get height(): number {
    return this.ends.at(-1) ?? 0;
  }

  /** Forgets the rows from one on. */
  cut(from: number): void {
    if (from < this.ends.length) this.ends.length = Math.max(0, from);
  }

  /** Measures the rows that are not known yet. */
  grow(count: number, heightOf: (row: number) => number): void {
    for (let row = this.ends.length; row < count; row++) this.ends.push(this.height + heightOf(row));
  }

  /** Where a row begins. */
  top(row: number): number {
    return row > 0 ? (this.ends[Math.min(row, this.ends.length) - 1] ?? 0) : 0;
  }

  /** The row at a height. */
  at(top: number): number {
    let low = 0;
    let high = this.ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle]! <= top) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, Math.max(0, this.ends.length - 1));
  }
}

/** How many columns a text takes in a monospaced font, as far as that can be told without drawing it. */
export function width(text: string): number {
  let columns = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 9) columns += 8 - (columns % 8);
    else if (code < 0x1100) columns++;
    // The second half of a pair: the first was counted for both.
    else if (code >= 0xdc00 && code <= 0xdfff) continue;
    else columns += code >= 0x2e80 && code < 0xfe00 ? 2 : code >= 0xff00 && code <= 0xff60 ? 2 : 1;
  }
  return columns;
}
