import type { Status } from '../api/types';
import { stored } from '../widgets/stored';

export interface Lane {
  id: Status;
  title: string;
  /** The statuses that stand in it. */
  holds: Status[];
  empty: string;
}

export const lanes: Lane[] = [
  { id: 'todo', title: 'Todo', holds: ['todo'], empty: 'Nothing to do. Press c to write a task.' },
  { id: 'blocked', title: 'Blocked', holds: ['blocked'], empty: '' },
  { id: 'queued', title: 'Queued', holds: ['queued'], empty: 'Nothing waits for a slot.' },
  { id: 'running', title: 'Running', holds: ['running', 'stopping'], empty: 'No agent is running.' },
  { id: 'review', title: 'Review', holds: ['review'], empty: 'What succeeds comes here for you to look at.' },
  { id: 'done', title: 'Done', holds: ['done'], empty: 'Nothing approved yet.' },
  { id: 'failed', title: 'Failed', holds: ['failed'], empty: '' },
];

/** Lanes that are shown only while something is in them. */
export const rarely: Status[] = ['blocked', 'failed'];

/** Lanes that people may set a limit to: Running has its slots, and what is done is done. */
export const limitable: Status[] = ['todo', 'queued', 'review'];

type Limits = Partial<Record<Status, number>>;

/** How many cards a person wants in a lane at most. */
export const limits = stored<Limits>('lane-limits', {}, (found): found is Limits => typeof found === 'object' && found !== null && Object.values(found).every((each) => typeof each === 'number'));

export function setLimit(lane: Status, most: number | null): void {
  const next = { ...limits.value };
  if (most === null) delete next[lane];
  else next[lane] = most;
  limits.keep(next);
}
