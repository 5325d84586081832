import type { JSX } from 'preact';
import type { RunState, Status } from '../api/types';
import { Icon, type IconName } from './Icon';

const words: Record<Status | RunState, [text: string, icon: IconName, tone: string]> = {
  todo: ['Todo', 'todo', 'plain'],
  queued: ['Queued', 'queued', 'plain'],
  blocked: ['Blocked', 'blocked', 'warn'],
  running: ['Running', 'running', 'run'],
  stopping: ['Stopping', 'stopping', 'warn'],
  review: ['Review', 'review', 'look'],
  done: ['Done', 'done', 'good'],
  failed: ['Failed', 'failed', 'bad'],
  archived: ['Archived', 'archived', 'plain'],
  reserved: ['Starting', 'running', 'run'],
  starting: ['Starting', 'running', 'run'],
  succeeded: ['Succeeded', 'done', 'good'],
  stopped: ['Stopped', 'stopping', 'plain'],
  timed_out: ['Timed out', 'queued', 'bad'],
  idle_timed_out: ['Silent too long', 'queued', 'bad'],
  rate_limited: ['Rate limited', 'queued', 'warn'],
  start_failed: ['Not started', 'failed', 'bad'],
  oom: ['Out of memory', 'failed', 'bad'],
  lost: ['Lost', 'warning', 'bad'],
  orphan_killed: ['Orphan ended', 'warning', 'warn'],
};

/** The word for a state. */
export const stateWord = (state: Status | RunState): string => words[state]?.[0] ?? state;

/** A state as picture and word: never by colour alone. */
export function Badge({ state }: { state: Status | RunState }): JSX.Element {
  const [text, icon, tone] = words[state] ?? [state, 'warning', 'plain'];
  return <span class={`badge ${tone}`}><Icon name={icon} />{text}</span>;
}
