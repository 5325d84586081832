import { signal } from '@preact/signals';
import { api, socketAddress } from '../api/client';
import type { LogMessage, LogPiece } from '../api/types';
import { LogModel } from './LogModel';

// Constraints
//   A connection may break at any byte and come back; the log shown must not blink, lose or repeat a line.
//   The page redraws at most once a frame, however much arrives.
// Scheme
//   One feed a run. It remembers the last record it has and asks for what comes after it. A run that has ended closes with 1000, and that is the end.

/** "loading" until the log is as new as it was when asked for; "ended" when nothing will be added. */
export type FeedState = 'loading' | 'live' | 'broken' | 'ended' | 'gone';

// Logs up to this size are read whole, so that lines have their numbers; of larger ones the newest lines are.
const wholeBytes = 24 * 1024 * 1024;
const tailLines = 50_000;
const longestWait = 8000;

export class LogFeed {
  readonly model = new LogModel();
  readonly state = signal<FeedState>('loading');
  /** Changes when there is something new to draw. */
  readonly version = signal(0);
  /** What is said in place of the log. */
  readonly trouble = signal('');
  /** Whether the log has an earlier part that is not here. */
  readonly isTail = signal(false);

  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;
  private attempts = 0;
  private isClosed = false;
  private tail = 0;

  constructor(readonly runId: string) {
    void this.begin();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    cancelAnimationFrame(this.frame);
    this.socket?.close(1000);
  }

  private async begin(): Promise<void> {
    try {
      const run = await api.runById(this.runId);
      if (run.log.bytes > wholeBytes) {
        this.tail = tailLines;
        this.model.isNumbered = false;
        this.isTail.value = true;
      }
      if (run.startedAt) this.model.note(`Attempt ${run.attempt} started · ${run.command.join(' ')}`, 'info', Date.parse(run.startedAt));
    } catch {
      // The socket will say it better.
    }
    this.connect();
  }

  private connect(): void {
    if (this.isClosed) return;
    const from = this.model.lastSeq > 0 || this.tail === 0 ? `after=${this.model.lastSeq}` : `tail=${this.tail}`;
    const socket = new WebSocket(socketAddress(`/ws/runs/${encodeURIComponent(this.runId)}?${from}`));
    this.socket = socket;
    socket.onmessage = (event: MessageEvent<string>) => this.receive(JSON.parse(event.data) as LogMessage);
    socket.onclose = (event) => {
      if (this.isClosed || this.socket !== socket) return;
      if (event.code === 1000 || event.code === 4404) {
        if (this.state.value !== 'gone') this.state.value = event.code === 4404 ? 'gone' : 'ended';
        return;
      }
      this.state.value = 'broken';
      const wait = Math.min(longestWait, 200 * 2 ** this.attempts++) * (0.75 + Math.random() / 2);
      this.retry = setTimeout(() => this.connect(), wait);
    };
  }

  private receive(message: LogMessage): void {
    switch (message.type) {
      case 'hello':
        this.attempts = 0;
        break;
      case 'history':
        for (const item of message.items) this.add(item);
        break;
      case 'stdout':
      case 'stderr':
        this.add({ seq: message.seq, lastSeq: message.lastSeq, ts: message.timestamp, stream: message.stream ?? message.type, text: message.data });
        break;
      case 'gap':
        this.model.gap(message.from, message.to, message.reason, Date.parse(message.timestamp));
        break;
      case 'caught-up':
        this.state.value = 'live';
        break;
      case 'status':
        if (message.to === 'stopping') this.model.note(`Stop asked for by ${message.cause}`, 'info', Date.parse(message.timestamp));
        break;
      case 'exit':
        this.model.note(message.data, message.state === 'succeeded' ? 'good' : message.state === 'stopped' ? 'info' : 'bad', Date.parse(message.timestamp));
        this.state.value = 'ended';
        break;
      case 'error':
        this.trouble.value = message.data;
        this.state.value = 'gone';
        break;
    }
    this.draw();
  }

  private add(piece: LogPiece): void {
    this.model.add(piece);
  }

  private draw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.version.value++;
    });
  }
}
