import { socketAddress } from '../api/client';
import type { LogMessage } from '../api/types';

// Constraints
//   A connection may break at any byte and come back; nothing may be lost or repeated.
// Scheme
//   It remembers the last record it was given and asks for what comes after it. A run that has ended closes with 1000, and that is the end; so is an
//   unknown run (4404). Anything else is tried again, at once the first time and then ever more rarely.

/** "loading" until the log is as new as it was when asked for; "ended" when nothing will be added. */
export type ConnectionState = 'loading' | 'live' | 'broken' | 'ended' | 'gone';

const longestWait = 8000;

/** The output of one run, from its beginning or from its newest lines, for as long as it is written. */
export class LogConnection {
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private last = 0;
  private isClosed = false;

  constructor(
    private readonly runId: string,
    private readonly tail: number,
    private readonly onMessage: (message: LogMessage) => void,
    private readonly onState: (state: ConnectionState) => void,
  ) {
    this.connect();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    const socket = this.socket;
    if (!socket) return;
    // Closing one that is not open yet is an error on the browser's console.
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close(1000);
    else socket.close(1000);
  }

  private connect(): void {
    const from = this.last > 0 || this.tail === 0 ? `after=${this.last}` : `tail=${this.tail}`;
    const socket = new WebSocket(socketAddress(`/ws/runs/${encodeURIComponent(this.runId)}?${from}`));
    this.socket = socket;
    socket.onmessage = (event: MessageEvent<string>) => !this.isClosed && this.receive(JSON.parse(event.data) as LogMessage);
    socket.onclose = (event) => {
      if (this.isClosed) return;
      if (event.code === 1000) this.onState('ended');
      else if (event.code === 4404) this.onState('gone');
      else {
        this.onState('broken');
        const wait = Math.min(longestWait, 200 * 2 ** this.attempts++) * (0.75 + Math.random() / 2);
        this.retry = setTimeout(() => this.connect(), wait);
      }
    };
  }

  private receive(message: LogMessage): void {
    if (message.type === 'hello') this.attempts = 0;
    else if (message.type === 'history') this.last = Math.max(this.last, message.items.at(-1)?.lastSeq ?? 0);
    else if (message.type === 'stdout' || message.type === 'stderr') this.last = Math.max(this.last, message.lastSeq);
    else if (message.type === 'gap') this.last = Math.max(this.last, message.to);
    this.onMessage(message);
    if (message.type === 'caught-up') this.onState('live');
    if (message.type === 'exit') this.onState('ended');
  }
}
