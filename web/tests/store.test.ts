import { beforeEach, expect, test, vi } from 'vitest';
import type { Board, Task } from '../src/api/types';

const answers: ((board: Board) => void)[] = [];
const board = vi.fn(() => new Promise<Board>((resolve) => answers.push(resolve)));
vi.mock('../src/api/client', () => ({ api: { board }, Problem: class extends Error {}, socketAddress: (path: string) => path }));

class Socket {
  static last: Socket;
  onmessage: (event: { data: string }) => void = () => undefined;
  constructor() {
    Socket.last = this;
  }
  tell(message: object): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
}
Object.assign(globalThis, { WebSocket: Socket });

const task = (id: string, rev: number, status: string): Task => ({ id, rev, status, title: `${id} at ${rev}`, position: 1, labels: [], dependsOn: [] }) as unknown as Task;
const queue = (waiting: number): Board['queue'] => ({ capacity: 1, waiting }) as unknown as Board['queue'];
const look = (rev: number, tasks: Task[], waiting = 0): Board => ({
  meta: { rev, workspace: '/', version: '1' },
  columns: ['todo', 'running', 'done'].map((id) => ({ id, title: id, count: tasks.length, nextCursor: null })) as unknown as Board['columns'],
  counts: Object.fromEntries(['todo', 'running', 'done'].map((status) => [status, tasks.filter((each) => each.status === status).length])) as unknown as Board['counts'],
  queue: queue(waiting),
  tasks,
});
const answer = async (found: Board): Promise<void> => {
  await vi.waitFor(() => expect(answers.length).toBeGreaterThan(0));
  answers.shift()!(found);
  await new Promise((resolve) => setTimeout(resolve, 0));
};

beforeEach(() => {
  answers.length = 0;
});

test('what is told while the board is read again is not undone by what was read', async () => {
  const store = await import('../src/board/store');
  void store.follow();
  await answer(look(10, [task('t-1', 1, 'todo'), task('t-2', 1, 'todo'), task('t-3', 1, 'todo')]));
  Socket.last.tell({ type: 'resync', rev: 20 });
  await vi.waitFor(() => expect(answers.length).toBe(1));
  // The board has been looked at and the answer is on its way.
  Socket.last.tell({ type: 'task.updated', rev: 21, task: task('t-1', 2, 'running') });
  Socket.last.tell({ type: 'task.deleted', rev: 22, taskId: 't-2' });
  Socket.last.tell({ type: 'queue.changed', rev: 23, queue: queue(7) });
  await answer(look(20, [task('t-1', 1, 'todo'), task('t-2', 1, 'todo'), task('t-3', 5, 'done')], 3));
  expect([...store.tasks.value.values()].map((each) => each.title)).toEqual(['t-1 at 2', 't-3 at 5']);
  expect(store.counts.value).toMatchObject({ todo: 0, running: 1, done: 1 });
  expect(store.queue.value).toEqual(queue(7));
});

test('another server is believed whatever was known of the one before', async () => {
  const store = await import('../src/board/store');
  void store.follow();
  await answer(look(1, [task('t-1', 1, 'todo')], 0));
  expect([...store.tasks.value.values()].map((each) => each.title)).toEqual(['t-1 at 1']);
  expect(store.queue.value).toEqual(queue(0));
});
