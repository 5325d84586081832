import { signal } from '@preact/signals';
import { api } from '../api/client';
import type { LogMessage } from '../api/types';
import { LogConnection, type ConnectionState } from './LogConnection';
import { LogModel } from './LogModel';
import { notesOf, type Note } from './notes';

// Logs up to this size are read whole, so that lines have their numbers; of larger ones the newest lines are.
const wholeBytes = 24 * 1024 * 1024;
const tailLines = 50_000;

/** The log of one run as it is shown. The page redraws at most once a frame, however much arrives. */
export class LogFeed {
  readonly model = new LogModel();
  readonly state = signal<ConnectionState>('loading');
  /** Changes when there is something new to draw. */
  readonly version = signal(0);
  /** What is said in place of the log. */
  readonly trouble = signal('');
  /** Whether the log has an earlier part that is not here. */
  readonly isTail = signal(false);

  private connection: LogConnection | null = null;
  /** What happened to the run and has not come up yet, oldest first. */
  private notes: Note[] = [];
  private frame = 0;
  private isClosed = false;

  constructor(readonly runId: string) {
    void this.begin();
  }

  close(): void {
    this.isClosed = true;
    cancelAnimationFrame(this.frame);
    this.connection?.close();
  }

  private async begin(): Promise<void> {
    let tail = 0;
    try {
      const run = await api.runById(this.runId);
      if (run.log.bytes > wholeBytes) {
        tail = tailLines;
        this.model.isNumbered = false;
        this.isTail.value = true;
      }
      this.notes = notesOf(run, await api.eventsOfRun(this.runId));
    } catch {
      // The connection will say it better.
    }
    if (this.isClosed) return;
    this.connection = new LogConnection(this.runId, tail, (message) => this.receive(message), (state) => {
      if (this.state.value !== 'gone') this.state.value = state;
      this.draw();
    });
  }

  private receive(message: LogMessage): void {
    switch (message.type) {
      case 'history':
        for (const item of message.items) {
          this.noteBefore(Date.parse(item.ts));
          this.model.add(item);
        }
        break;
      case 'stdout':
      case 'stderr':
        this.noteBefore(Date.parse(message.timestamp));
        this.model.add({ seq: message.seq, lastSeq: message.lastSeq, ts: message.timestamp, stream: message.stream ?? message.type, text: message.data });
        break;
      case 'gap':
        this.model.gap(message.from, message.to, message.reason, Date.parse(message.timestamp));
        break;
      case 'caught-up':
        this.noteBefore(Infinity);
        break;
      case 'status':
        if (message.to === 'stopping') this.model.note(`Stop asked for by ${message.cause}`, 'info', Date.parse(message.timestamp));
        break;
      case 'exit':
        this.noteBefore(Infinity);
        this.model.note(message.data, message.state === 'succeeded' ? 'good' : message.state === 'stopped' ? 'info' : 'bad', Date.parse(message.timestamp));
        break;
      case 'error':
        this.trouble.value = message.data;
        this.state.value = 'gone';
        break;
      default:
    }
    this.draw();
  }

  /** Puts what happened before a moment where it happened. */
  private noteBefore(at: number): void {
    while (this.notes.length && this.notes[0]!.at <= at) {
      const note = this.notes.shift()!;
      this.model.note(note.text, note.tone, note.at);
    }
  }

  private draw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.version.value++;
    });
  }
}
