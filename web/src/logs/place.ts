import { readDuration } from '../widgets/units';
import type { Line } from './LogModel';

/** A place in a log: a line, or a moment. */
export type Place = { line: number } | { at: number };

/** Reads where somebody wants to go: "1234", "14:03", "14:03:07", "+2m30s" after the start. Null when it can't be read. */
export function readPlace(text: string, first: number): Place | null {
  const words = text.trim();
  if (/^[L#]?\d+$/i.test(words)) return { line: Number(words.replace(/^\D+/, '')) };
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(words);
  if (clock) {
    const day = new Date(first);
    day.setHours(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0), Number((clock[4] ?? '0').padEnd(3, '0')));
    // A run that went on past midnight.
    return { at: day.getTime() < first - 60_000 ? day.getTime() + 86_400_000 : day.getTime() };
  }
  if (!words.startsWith('+')) return null;
  const after = readDuration(words.slice(1));
  return Number.isNaN(after) ? null : { at: first + after };
}

/** The row of a place: the line itself, or the first that is not before the moment; the last when all are. -1 when there is none. */
export function rowOf(rows: readonly Line[], place: Place): number {
  if ('line' in place) return rows.findIndex((line) => line.number === place.line);
  const row = rows.findIndex((line) => line.at >= place.at);
  return row < 0 ? rows.length - 1 : row;
}
