import { signal } from '@preact/signals';
import { api } from '../api/client';
import type { Status, Task } from '../api/types';
import { put } from '../board/store';
import { duration, now } from '../widgets/time';
import { attempt, say } from '../widgets/toasts';

/** A question that has to be answered before something is done. */
export interface Question {
  title: string;
  text: string;
  action: string;
  isDanger: boolean;
  /** What the text field of the question is called; without it there is none. */
  note?: string;
  then: (note: string) => void;
}

export const question = signal<Question | null>(null);
export const isCreating = signal(false);
/** When what is still alive of a task's run gets SIGKILL. */
export const deadlines = signal<ReadonlyMap<string, number>>(new Map());

export const canRun = (task: Task): boolean => task.status === 'todo' || task.status === 'queued' || task.status === 'blocked';
export const canQueue = (task: Task): boolean => task.status === 'todo' || task.status === 'failed';
export const canDequeue = (task: Task): boolean => task.status === 'queued' || task.status === 'blocked';
export const canStop = (task: Task): boolean => task.status === 'running';
export const canKill = (task: Task): boolean => task.status === 'running' || task.status === 'stopping';

export const run = (task: Task): Promise<unknown> => attempt(() => api.run(task.id));

export const enqueue = (task: Task): Promise<unknown> =>
  attempt(async () => {
    const { position } = await api.enqueue(task.id);
    if (position > 1) say(`${task.id} is number ${position} in the queue.`);
  });

export const dequeue = (task: Task): Promise<unknown> => attempt(async () => put(await api.dequeue(task.id)));

export const stop = (task: Task): Promise<unknown> =>
  attempt(async () => {
    const { deadline } = await api.stop(task.id);
    noteDeadline(task.id, Date.parse(deadline));
  });

export function kill(task: Task): void {
  question.value = {
    title: `Kill ${task.id}?`,
    text: 'Every process of this run gets SIGKILL at once. Work that the agent has not saved is lost.',
    action: 'Kill now',
    isDanger: true,
    then: () => void attempt(() => api.kill(task.id)),
  };
}

/** What is left of the grace of a run that is being stopped. */
export function graceText(task: Task): string {
  const deadline = deadlines.value.get(task.id);
  if (task.status !== 'stopping' || !deadline) return '';
  const left = deadline - now.value;
  return left > 0 ? `SIGKILL in ${duration(left + 999)}` : 'being killed';
}

/** Learns of a stop that somebody else has asked for. */
export function noteDeadline(task: string, deadline: number): void {
  if (deadlines.value.get(task) !== deadline) deadlines.value = new Map(deadlines.value).set(task, deadline);
}

export const approve = (task: Task): Promise<unknown> => attempt(async () => put(await api.approve(task.id)));

export function sendBack(task: Task): void {
  question.value = {
    title: `Send ${task.id} back?`,
    text: 'It goes back to Todo. A note tells whoever looks at it next what is missing.',
    action: 'Send back',
    isDanger: false,
    note: 'Note (optional)',
    then: (note) => void attempt(async () => put(await api.reject(task.id, note))),
  };
}

export const archive = (task: Task): Promise<unknown> =>
  attempt(async () => {
    put(await api.archive(task.id));
    say(`${task.id} is in the archive.`);
  });

export function remove(task: Task, then: () => void): void {
  question.value = {
    title: `Delete ${task.id}?`,
    text: `“${task.title}” and what is known of its runs are deleted for good. To keep them, archive it instead.`,
    action: 'Delete',
    isDanger: true,
    then: () =>
      void attempt(async () => {
        await api.remove(task.id);
        then();
      }),
  };
}

/** What moving a task to a lane means: how to do it, or why it can't be done. */
export function move(task: Task, to: Status): { go: () => void } | { why: string } {
  const from = task.status === 'stopping' ? 'running' : task.status;
  if (from === to) return { why: 'It is there already.' };
  if (to === 'running') return canRun(task) ? { go: () => void run(task) } : { why: 'Only what is in Todo or queued can run. Send it back first.' };
  if (from === 'running') {
    if (to !== 'todo') return { why: 'It is running: it goes to Review by itself when it succeeds.' };
    return {
      go: () =>
        (question.value = {
          title: `Stop ${task.id}?`,
          text: 'The agent is asked to end, and is killed when it does not in time. The task goes back to Todo.',
          action: 'Stop',
          isDanger: true,
          then: () => void stop(task),
        }),
    };
  }
  if (to === 'queued') return canQueue(task) ? { go: () => void enqueue(task) } : { why: 'Only what is in Todo or has failed can be queued. Send it back first.' };
  if (to === 'blocked') return { why: 'Tasks come here by themselves while they depend on others.' };
  if (to === 'todo' && canDequeue(task)) return { go: () => void dequeue(task) };
  if (to === 'done' && from === 'review') return { go: () => void approve(task) };
  if (to === 'todo' && from === 'review') return { go: () => sendBack(task) };
  return { go: () => void attempt(async () => put(await api.edit(task.id, { status: to }))) };
}
