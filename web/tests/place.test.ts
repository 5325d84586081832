import { describe, expect, it } from 'vitest';
import { LogModel } from '../src/logs/LogModel';
import { notesOf } from '../src/logs/notes';
import { readPlace, rowOf } from '../src/logs/place';
import type { Run, TaskEvent } from '../src/api/types';

const began = new Date(2026, 10, 29, 23, 59, 0).getTime();

describe('places in a log', () => {
  it('are lines, times of the day and times since the start', () => {
    expect(readPlace('1234', began)).toEqual({ line: 1234 });
    expect(readPlace('L12', began)).toEqual({ line: 12 });
    expect(readPlace('23:59:30', began)).toEqual({ at: began + 30_000 });
    expect(readPlace('00:10', began)).toEqual({ at: began + 11 * 60_000 });
    expect(readPlace('+1m30s', began)).toEqual({ at: began + 90_000 });
    for (const text of ['', 'soon', '+never', '1:2']) expect(readPlace(text, began), text).toBeNull();
  });

  it('are the first row that is not before them', () => {
    const model = new LogModel();
    for (let i = 0; i < 5; i++) model.add({ seq: i + 1, lastSeq: i + 1, ts: new Date(began + i * 1000).toISOString(), stream: 'stdout', text: `line ${i}\n` });
    expect(rowOf(model.lines, { line: 3 })).toBe(2);
    expect(rowOf(model.lines, { at: began + 1500 })).toBe(2);
    expect(rowOf(model.lines, { at: began + 99_000 })).toBe(4);
    expect(rowOf(model.lines, { line: 9 })).toBe(-1);
  });
});

describe('what happened to a run', () => {
  it('stands in the order in which it happened, with the SIGKILL of a stop that was not obeyed', () => {
    const run = { attempt: 2, pid: 7, command: ['/usr/bin/agent'], stop: { signal: 'SIGTERM', graceMs: 1000, askedAt: new Date(began + 5000).toISOString(), escalated: true } } as unknown as Run;
    const event = (kind: string, at: number): TaskEvent => ({ kind, intent: 'user', at: new Date(at).toISOString() }) as TaskEvent;
    expect(notesOf(run, [event('run-asked', began), event('started', began + 10), event('stop-asked', began + 5000)]).map((note) => note.text)).toEqual([
      'Attempt 2 started: agent (pid 7)',
      'Stop asked for by a person: SIGTERM sent, 1 s to end',
      'SIGKILL sent to what was left of it',
    ]);
  });
});
