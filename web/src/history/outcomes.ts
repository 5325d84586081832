import type { Run, RunState } from '../api/types';

/** The choices of the filter: what is asked for, and its words. */
export const outcomes: readonly (readonly [states: string, text: string])[] = [
  ['', 'All outcomes'],
  ['succeeded', 'Succeeded'],
  ['failed,timed_out,idle_timed_out,oom,lost,start_failed,rate_limited', 'Went wrong'],
  ['stopped,orphan_killed', 'Stopped'],
  ['reserved,starting,running,stopping', 'Live'],
];

export type Tone = 'good' | 'bad' | 'warn' | 'plain' | 'run';

const tones: Partial<Record<RunState, Tone>> = { succeeded: 'good', stopped: 'plain', rate_limited: 'warn', orphan_killed: 'warn', reserved: 'run', starting: 'run', running: 'run', stopping: 'run' };

export const toneOf = (state: RunState): Tone => tones[state] ?? 'bad';

/** How long a run took; null while it lives or when it was never started. */
export const lengthOf = (run: Run): number | null => (run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : null);

/** The runs of one task, oldest first. */
export interface TaskRuns {
  taskId: string;
  runs: Run[];
}

/** Runs by their tasks; the task that ran last comes first. */
export function byTask(runs: readonly Run[]): TaskRuns[] {
  const found = new Map<string, Run[]>();
  for (const run of runs) found.set(run.taskId, [run, ...(found.get(run.taskId) ?? [])]);
  return [...found].map(([taskId, all]) => ({ taskId, runs: all }));
}

/** The middle of some lengths. */
export function median(lengths: readonly number[]): number | null {
  if (!lengths.length) return null;
  const sorted = [...lengths].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
