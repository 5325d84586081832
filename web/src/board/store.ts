import { computed, signal } from '@preact/signals';
import { api, Problem, socketAddress } from '../api/client';
import { tell } from '../shell/notices';
import type { Board, BoardMessage, Column, Queue, Status, Task } from '../api/types';

// Constraints
//   The board is right after any break: a server that went away, came back, or is another one. It never blinks while it is read again.
// Scheme
//   Read the board, then follow its events after the revision that was read. On any break, or when an event does not fit what is known, read again.

export type Link = 'connecting' | 'live' | 'broken';

export const link = signal<Link>('connecting');
export const tasks = signal<ReadonlyMap<string, Task>>(new Map());
export const columns = signal<Column[]>([]);
export const counts = signal<Partial<Record<Status, number>>>({});
export const queue = signal<Queue | null>(null);
export const meta = signal<Board['meta'] | null>(null);
export const trouble = signal('');
/** Changes whenever settings, profiles, workspaces or schedules do. */
export const settingsRev = signal(0);
/** Whether the server wants a token first. */
export const isLocked = signal(false);

/** What is done is looked at from its newest: the server sorts it so too. */
const doneOrder = '-updated';
const byId = (a: Task, b: Task): number => a.id.localeCompare(b.id, 'en', { numeric: true });
const byPlace = (a: Task, b: Task): number => a.position - b.position || byId(a, b);
const newestFirst = (a: Task, b: Task): number => Date.parse(b.updatedAt) - Date.parse(a.updatedAt) || byId(b, a);

/** The tasks of a lane that are known, in its order. */
export const tasksOf = (lanes: readonly Status[]): Task[] =>
  [...tasks.value.values()].filter((task) => lanes.includes(task.status)).sort(lanes.includes('done') ? newestFirst : byPlace);

export const total = computed(() => Object.entries(counts.value).reduce((sum, [status, count]) => (status === 'archived' ? sum : sum + (count ?? 0)), 0));

let socket: WebSocket | null = null;
let attempts = 0;
let rereading: ReturnType<typeof setTimeout> | undefined;
let reads = 0;
/** Tasks that were deleted while the board was being read. */
const deleted = new Set<string>();
let queueRev = 0;

/** Reads the board and follows it, for as long as the page lives. */
export async function follow(): Promise<void> {
  try {
    await read(false);
  } catch (problem) {
    trouble.value = problem instanceof Problem ? problem.message : String(problem);
    isLocked.value = problem instanceof Problem && problem.status === 401;
    if (!isLocked.value) again();
    return;
  }
  const current = new WebSocket(socketAddress(`/ws/board?afterRev=${meta.value!.rev}`));
  socket = current;
  current.onopen = () => {
    link.value = 'live';
    settingsRev.value++;
    attempts = 0;
  };
  current.onmessage = (event: MessageEvent<string>) => receive(JSON.parse(event.data) as BoardMessage);
  current.onclose = () => {
    if (socket === current) again();
  };
}

function again(): void {
  link.value = 'broken';
  setTimeout(() => void follow(), Math.min(8000, 250 * 2 ** attempts++) * (0.75 + Math.random() / 2));
}

async function read(isFollowing: boolean): Promise<void> {
  if (reads++ === 0) deleted.clear();
  let board;
  try {
    board = await api.board();
  } finally {
    reads--;
  }
  trouble.value = '';
  isLocked.value = false;
  const known = new Map<string, Task>();
  // What was told meanwhile is newer than what was read. Another server, or another database, counts anew: then nothing was told.
  for (const task of board.tasks) {
    const told = isFollowing ? tasks.value.get(task.id) : undefined;
    if (deleted.has(task.id)) board.counts[task.status] = Math.max(0, (board.counts[task.status] ?? 1) - 1);
    else if (!told || told.rev <= task.rev) known.set(task.id, task);
    else {
      known.set(task.id, told);
      if (told.status !== task.status) Object.assign(board.counts, moved(board.counts, task.status, told.status));
    }
  }
  // Cards that were loaded beyond the first of their lane stay, unless the lane is whole now.
  const partial = new Set(board.columns.filter((column) => column.nextCursor).map((column) => column.id));
  for (const task of tasks.value.values()) if (!known.has(task.id) && partial.has(task.status)) known.set(task.id, task);
  tasks.value = known;
  columns.value = board.columns;
  counts.value = board.counts;
  if (!isFollowing || board.meta.rev >= queueRev) {
    queue.value = board.queue;
    queueRev = board.meta.rev;
  }
  meta.value = board.meta;
}

function reread(): void {
  rereading ??= setTimeout(() => {
    rereading = undefined;
    read(true).catch(() => socket?.close());
  }, 150);
}

function receive(message: BoardMessage): void {
  if (message.queue) {
    queue.value = message.queue;
    queueRev = message.rev;
  }
  if (message.type === 'resync') reread();
  else if (message.type === 'task.updated' && message.task) {
    tell(tasks.value.get(message.task.id), message.task);
    put(message.task);
  }
  else if (message.type === 'settings.updated') settingsRev.value++;
  else if (message.type === 'task.deleted' && message.taskId) drop(message.taskId);
}

/** Takes a task as the server has just told it. */
export function put(task: Task): void {
  const known = tasks.value.get(task.id);
  if (known && known.rev > task.rev) return;
  // One that was not among the first cards of its lane, or is new: only the server knows the counts.
  if (!known || (known.status !== task.status && !columns.value.some((column) => column.id === task.status))) reread();
  else if (known.status !== task.status) counts.value = { ...counts.value, ...moved(counts.value, known.status, task.status) };
  tasks.value = new Map(tasks.value).set(task.id, task);
}

const moved = (of: Partial<Record<Status, number>>, from: Status, to: Status): Partial<Record<Status, number>> => ({
  [from]: Math.max(0, (of[from] ?? 1) - 1),
  [to]: (of[to] ?? 0) + 1,
});

function drop(id: string): void {
  if (reads > 0) deleted.add(id);
  const known = tasks.value.get(id);
  if (!known) return reread();
  const left = new Map(tasks.value);
  left.delete(id);
  tasks.value = left;
  counts.value = { ...counts.value, [known.status]: Math.max(0, (counts.value[known.status] ?? 1) - 1) };
}

/** Takes tasks that were asked for beyond the first of their lanes. */
export function take(found: readonly Task[]): void {
  const known = new Map(tasks.value);
  for (const task of found) if ((known.get(task.id)?.rev ?? -1) <= task.rev) known.set(task.id, task);
  tasks.value = known;
}

/** Loads the next cards of a lane. */
export async function loadMore(lane: Status): Promise<void> {
  const column = columns.value.find((each) => each.id === lane);
  if (!column?.nextCursor) return;
  const next = await api.tasks({ status: lane, ...(lane === 'done' && { sort: doneOrder }), cursor: column.nextCursor, limit: 200 });
  take(next.items);
  columns.value = columns.value.map((each) => (each.id === lane ? { ...each, nextCursor: next.nextCursor } : each));
}

/** Makes sure that a task is known, wherever it stands. */
export async function ensure(id: string): Promise<void> {
  if (tasks.value.has(id)) return;
  const task = await api.task(id);
  if (!tasks.value.has(id)) tasks.value = new Map(tasks.value).set(id, task);
}
