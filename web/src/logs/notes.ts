import type { Run, TaskEvent } from '../api/types';
import type { Line } from './LogModel';

/** Something that happened to a run, beside its output. */
export interface Note {
  at: number;
  text: string;
  tone: Line['tone'];
}

const who: Record<string, string> = { user: 'a person', scheduler: 'the queue', retry: 'a retry', recovery: 'recovery', shutdown: 'the server, which was stopped' };

function textOf(event: TaskEvent, run: Run): string | null {
  const program = (run.command[0] ?? '').split('/').at(-1);
  switch (event.kind) {
    case 'started':
      return `Attempt ${run.attempt} started: ${program}${run.pid ? ` (pid ${run.pid})` : ''}`;
    case 'stop-asked':
      return `Stop asked for by ${who[event.intent] ?? event.intent}${run.stop ? `: ${run.stop.signal} sent, ${run.stop.graceMs / 1000} s to end` : ''}`;
    case 'reattached':
      return 'The server was started again, and follows this run';
    default:
      return null;
  }
}

/** What happened to a run until now, oldest first. Its end is told by the log itself. */
export function notesOf(run: Run, events: readonly TaskEvent[]): Note[] {
  const notes: Note[] = [];
  for (const event of events) {
    const text = textOf(event, run);
    if (text) notes.push({ at: Date.parse(event.at), text, tone: 'info' });
  }
  if (run.stop?.escalated) notes.push({ at: Date.parse(run.stop.askedAt) + run.stop.graceMs, text: 'SIGKILL sent to what was left of it', tone: 'bad' });
  return notes.sort((a, b) => a.at - b.at);
}
