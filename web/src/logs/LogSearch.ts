import { LogModel, type Line } from './LogModel';

/** Makes a test for lines of what a person typed: a text, in any case, or /a regular expression/. Null for nothing, an error text for a bad expression. */
export function matcher(text: string): RegExp | string | null {
  if (!text) return null;
  const pattern = /^\/(.+)\/(i?)$/.exec(text);
  try {
    return pattern ? new RegExp(pattern[1]!, `gu${pattern[2]}`) : new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}

/** The rows that a search finds; goes on where it was when there are more rows. */
export class LogSearch {
  readonly found: number[] = [];
  private seen = 0;

  constructor(readonly expression: RegExp) {}

  /** Looks at the rows that were not looked at yet. An open line at the end is looked at again. */
  update(rows: readonly Line[]): void {
    const again = Math.max(0, this.seen - 2);
    while (this.found.length && this.found.at(-1)! >= again) this.found.pop();
    for (let row = again; row < rows.length; row++) if (this.hits(rows[row]!)) this.found.push(row);
    this.seen = rows.length;
  }

  hits(line: Line): boolean {
    this.expression.lastIndex = 0;
    return this.expression.test(LogModel.textOf(line));
  }

  /** Where a text matches, as [start, end) pairs. */
  ranges(text: string): [number, number][] {
    const ranges: [number, number][] = [];
    this.expression.lastIndex = 0;
    for (const match of text.matchAll(this.expression)) {
      if (match[0].length) ranges.push([match.index, match.index + match[0].length]);
      if (ranges.length >= 200) break;
    }
    return ranges;
  }
}
