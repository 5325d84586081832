import { signal } from '@preact/signals';
import { api } from '../api/client';
import type { Task } from '../api/types';
import { question } from '../tasks/actions';
import { attempt, say } from '../widgets/toasts';
import { tasks } from './store';

/** The tasks that something is to be done to together. */
export const selection = signal<ReadonlySet<string>>(new Set());

export function toggle(id: string): void {
  const next = new Set(selection.value);
  if (!next.delete(id)) next.add(id);
  selection.value = next;
}

export function select(...ids: string[]): void {
  selection.value = new Set([...selection.value, ...ids]);
}

export const clear = (): void => void (selection.value = new Set());

/** Those of the selection that are still there. */
export const selected = (): Task[] => [...selection.value].flatMap((id) => tasks.value.get(id) ?? []);

export type Bulk = 'queue' | 'dequeue' | 'approve' | 'archive' | 'delete';

/** What may be done to a task, as the server sees it. */
const may: Record<Bulk, (task: Task) => boolean> = {
  queue: (task) => task.status === 'todo' || task.status === 'failed',
  dequeue: (task) => task.status === 'queued' || task.status === 'blocked',
  approve: (task) => task.status === 'review',
  archive: (task) => task.status !== 'running' && task.status !== 'stopping' && task.status !== 'archived',
  delete: (task) => task.status !== 'running' && task.status !== 'stopping',
};

/** How many of the selection an action would reach. */
export const reach = (action: Bulk, chosen: readonly Task[]): Task[] => chosen.filter(may[action]);

const done: Record<Bulk, string> = { queue: 'queued', dequeue: 'taken out of the queue', approve: 'approved', archive: 'archived', delete: 'deleted' };

async function carryOut(action: Bulk, ids: string[]): Promise<void> {
  const answers = await attempt(() => api.bulk(ids, action));
  if (!answers) return;
  const refused = answers.filter((each) => each.status >= 400);
  const count = answers.length - refused.length;
  if (count > 0) say(`${count === 1 ? '1 task' : `${count} tasks`} ${done[action]}.`);
  for (const each of refused.slice(0, 3)) say(`${each.id}: ${each.detail ?? each.status}`, 'bad');
  // What was refused stays selected, to be looked at.
  selection.value = new Set(refused.map((each) => each.id));
}

export function bulk(action: Bulk): void {
  const ids = reach(action, selected()).map((task) => task.id);
  if (!ids.length) return;
  if (action !== 'delete') return void carryOut(action, ids);
  question.value = {
    title: ids.length === 1 ? `Delete ${ids[0]}?` : `Delete ${ids.length} tasks?`,
    text: 'They and what is known of their runs are deleted for good. To keep them, archive them instead.',
    action: 'Delete',
    isDanger: true,
    then: () => void carryOut(action, ids),
  };
}
