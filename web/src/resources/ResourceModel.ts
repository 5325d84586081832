import type { LogMessage, Resources } from '../api/types';

// Constraints
//   History comes as a table and goes on as messages; a message may stand in the table too, or come before it. A page left open for days must stay small.
// Scheme
//   Columns of numbers, as uPlot wants them. Totals of I/O become rates between two rows. When there are too many rows, two become one.

/** Seconds since the epoch, then the series in the order of `charts`. */
export type Columns = [number[], (number | null)[], (number | null)[], (number | null)[], (number | null)[], (number | null)[]];

export const charts = [
  { title: 'Processor', unit: '%', series: [{ label: 'CPU', column: 1 }] },
  { title: 'Memory', unit: 'B', series: [{ label: 'Resident', column: 2 }] },
  { title: 'Processes', unit: '', series: [{ label: 'Processes', column: 3 }] },
  { title: 'Storage', unit: 'B/s', series: [{ label: 'Read', column: 4 }, { label: 'Written', column: 5 }] },
] as const;

const mostRows = 3000;

type LiveMessage = Extract<LogMessage, { type: 'resources' }>;

export class ResourceModel {
  readonly columns: Columns = [[], [], [], [], [], []];
  private readBytes: number | null = null;
  private writeBytes: number | null = null;

  get length(): number {
    return this.columns[0].length;
  }

  /** Takes the table in place of everything so far. */
  read(table: Resources): void {
    for (const column of this.columns) column.length = 0;
    this.readBytes = this.writeBytes = null;
    const at = (name: string): number => table.columns.indexOf(name);
    const [t, cpu, rss, procs, read, write] = ['t', 'cpu', 'rss', 'procs', 'readBytes', 'writeBytes'].map(at) as [number, number, number, number, number, number];
    for (const row of table.rows) this.add(row[t]! / 1000, row[cpu] ?? null, row[rss] ?? null, row[procs] ?? null, row[read] ?? 0, row[write] ?? 0);
  }

  /** Takes what the run uses now; false when it is known already. */
  take(message: LiveMessage): boolean {
    const time = Date.parse(message.timestamp) / 1000;
    if (this.length && time <= this.columns[0].at(-1)!) return false;
    this.add(time, message.cpu, message.rss, message.procs, message.readBytes, message.writeBytes);
    if (this.length > mostRows) this.thin();
    return true;
  }

  /** The place of the last row that is not after a time. */
  placeOf(seconds: number): number {
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.columns[0][middle]! <= seconds) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private add(time: number, cpu: number | null, rss: number | null, procs: number | null, read: number, write: number): void {
    const passed = this.length ? time - this.columns[0].at(-1)! : 0;
    const rate = (now: number, before: number | null): number | null => (before === null || passed <= 0 ? null : Math.max(0, now - before) / passed);
    const row = [time, cpu, rss, procs, rate(read, this.readBytes), rate(write, this.writeBytes)] as const;
    row.forEach((value, i) => (this.columns[i] as (number | null)[]).push(value));
    this.readBytes = read;
    this.writeBytes = write;
  }

  // Of two rows the later time, the most of what is a level, the middle of what is a rate.
  private thin(): void {
    const [times, cpu, rss, procs, read, write] = this.columns;
    const most = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));
    const middle = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : (a + b) / 2);
    const halve = <T>(values: T[], join: (a: T, b: T) => T): void => {
      let kept = 0;
      for (let i = 0; i < values.length; i += 2) values[kept++] = i + 1 < values.length ? join(values[i]!, values[i + 1]!) : values[i]!;
      values.length = kept;
    };
    halve(times, (_, b) => b);
    halve(cpu, middle);
    halve(rss, most);
    halve(procs, most);
    halve(read, middle);
    halve(write, middle);
  }
}
