import type { LogPiece, Stream } from '../api/types';
import { plainText, styleAfter } from './ansi';
import { plain, type Style } from './style';

// Constraints
//   A piece is what some reads from the run returned: it may hold many lines, part of one, or the rest of one, and the two streams interleave.
//   A busy run adds thousands of lines a second, and the page must neither stall nor grow without bound.
// Scheme
//   Each stream has its own open line, which stands where it began; what comes next of that stream goes on there. Lines keep their raw text and the
//   style they begin in, and are laid out when they are looked at. Beyond a bound the oldest lines are dropped, and counted.

/** A row of the log: a line of output, or a note between lines. */
export interface Line {
  /** Counts lines from the first one of the run; 0 for notes. */
  number: number;
  kind: Stream | 'note';
  /** Milliseconds since the epoch, when the line began. */
  at: number;
  /** The record it began in. */
  seq: number;
  raw: string;
  start: Style;
  /** For notes: how it went. */
  tone?: 'info' | 'good' | 'bad' | 'gap';
}

export class LogModel {
  /** The rows, oldest first. */
  readonly lines: Line[] = [];
  /** The newest record that was seen; what comes next is after it. */
  lastSeq = 0;
  /** How many rows were dropped at the beginning. */
  dropped = 0;
  /** Counts changes of rows that were there already (an open line grew). */
  revision = 0;
  /** Whether line numbers are those of the run; not when reading began in the middle. */
  isNumbered = true;

  private readonly open = new Map<Stream, Line>();
  private readonly styles = new Map<Stream, Style>();
  private count = 0;

  constructor(private readonly most = 200_000) {}

  /** Adds output. */
  add(piece: LogPiece): void {
    // A connection that was resumed may begin with what an older one had sent.
    if (piece.lastSeq < this.lastSeq) return;
    this.lastSeq = piece.lastSeq;
    const at = Date.parse(piece.ts);
    let from = 0;
    while (from < piece.text.length) {
      const newline = piece.text.indexOf('\n', from);
      const end = newline < 0 ? piece.text.length : newline;
      this.extend(piece.stream, piece.text.slice(from, end), at, piece.seq);
      if (newline >= 0) this.close(piece.stream);
      from = end + 1;
    }
    this.trim();
  }

  /** Adds a row that is no output. */
  note(text: string, tone: Line['tone'], at: number): void {
    this.lines.push({ number: 0, kind: 'note', at, seq: this.lastSeq, raw: text, start: plain, tone });
    this.trim();
  }

  /** Notes that records are missing. */
  gap(from: number, to: number, reason: string, at: number): void {
    if (to < this.lastSeq) return;
    this.lastSeq = Math.max(this.lastSeq, to);
    this.open.clear();
    this.styles.clear();
    this.note(reason === 'pruned' ? 'Output is missing here: the size limit of the log has dropped it.' : `Output is missing here (records ${from} to ${to}).`, 'gap', at);
  }

  /** What a row reads. */
  static textOf(line: Line): string {
    return line.kind === 'note' ? line.raw : plainText(line.raw, line.start);
  }

  private extend(stream: Stream, text: string, at: number, seq: number): void {
    let line = this.open.get(stream);
    if (!line) {
      line = { number: ++this.count, kind: stream, at, seq, raw: '', start: this.styles.get(stream) ?? plain };
      this.open.set(stream, line);
      this.lines.push(line);
    } else this.revision++;
    line.raw += text;
    // A bar that redraws itself all day is one line: only what can still be seen of it is kept.
    if (line.raw.length > 65_536) {
      const last = line.raw.lastIndexOf('\r', line.raw.length - 2);
      if (last > 0) {
        line.start = styleAfter(line.raw.slice(0, last), line.start);
        line.raw = line.raw.slice(last + 1);
      }
    }
  }

  private close(stream: Stream): void {
    const line = this.open.get(stream);
    if (!line) return;
    this.styles.set(stream, styleAfter(line.raw, line.start));
    this.open.delete(stream);
  }

  private trim(): void {
    // In larger steps: each removal moves all that follows.
    if (this.lines.length <= this.most * 1.1) return;
    const extra = this.lines.length - this.most;
    this.lines.splice(0, extra);
    this.dropped += extra;
  }
}
