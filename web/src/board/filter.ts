import { api } from '../api/client';
import type { Status, Task } from '../api/types';
import { parameter, refine } from '../routing/route';
import { stored } from '../widgets/stored';
import { columns, counts, take } from './store';

/** What of the board is shown; all of it is in the address. */
export interface Filter {
  q: string;
  label: string;
  priority: string;
  profile: string;
}

const names = ['q', 'label', 'priority', 'profile'] as const;

export const currentFilter = (): Filter => ({ q: parameter('q'), label: parameter('label'), priority: parameter('priority'), profile: parameter('profile') });

export const isFiltering = (filter: Filter): boolean => names.some((name) => filter[name] !== '');

export const clearFilter = (): void => refine({ q: null, label: null, priority: null, profile: null });

export function matches(task: Task, filter: Filter): boolean {
  if (filter.label && !task.labels.includes(filter.label)) return false;
  if (filter.priority && String(task.priority) !== filter.priority) return false;
  if (filter.profile && (task.profile ?? 'default') !== filter.profile) return false;
  if (!filter.q) return true;
  const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
  const all = `${task.id} ${task.title} ${task.context} ${task.labels.join(' ')}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

/** The lanes of which not all cards are loaded. */
export const partialLanes = (): string => columns.value.filter((column) => column.nextCursor).map((column) => column.id).join(',');

/** Asks the server for what the filter finds among the cards that are not loaded yet. */
export async function loadMatches(filter: Filter): Promise<void> {
  const status = partialLanes();
  if (!isFiltering(filter) || !status) return;
  // The server looks for one phrase. The words may stand in any order and in several fields, so the longest is asked for too.
  const longest = filter.q.split(/\s+/).sort((a, b) => b.length - a.length)[0] ?? '';
  for (const q of new Set([filter.q.trim(), longest])) take((await api.tasks({ status, q, label: filter.label, priority: filter.priority, limit: 200 })).items);
}

/** A filter with a name. */
export interface View {
  name: string;
  filter: Filter;
}

const isView = (found: unknown): found is View => typeof found === 'object' && found !== null && typeof (found as View).name === 'string' && names.every((name) => typeof (found as View).filter?.[name] === 'string');

/** The filters that a person has kept. */
export const views = stored<View[]>('views', [], (found): found is View[] => Array.isArray(found) && found.every(isView));

export const keepView = (name: string, filter: Filter): void => views.keep([...views.value.filter((each) => each.name !== name), { name, filter }]);

export const dropView = (name: string): void => views.keep(views.value.filter((each) => each.name !== name));

export const isSame = (a: Filter, b: Filter): boolean => names.every((name) => a[name] === b[name]);

/** How many cards stand in a lane, whether they are loaded or not. */
export const countOf = (holds: readonly Status[]): number => holds.reduce((sum, status) => sum + (counts.value[status] ?? 0), 0);
