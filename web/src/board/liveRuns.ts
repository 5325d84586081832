import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api/client';
import type { LiveRun } from '../api/types';
import { queue } from './store';

const look = 2000;
const kept = 40;

/** The live runs, as they were when last looked at; null until then. */
export const liveRuns = signal<LiveRun[] | null>(null);
export const liveByTask = computed(() => new Map(liveRuns.value?.map((run) => [run.taskId, run])));

/** The last processor readings of each live run, oldest first. */
export const readings = signal<ReadonlyMap<string, number[]>>(new Map());

let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

async function read(): Promise<void> {
  if (document.hidden) return;
  const found = await api.processes();
  readings.value = new Map(found.map((run) => [run.runId, [...(readings.value.get(run.runId) ?? []), ...(run.cpu === null ? [] : [run.cpu])].slice(-kept)]));
  liveRuns.value = found;
}

const quietly = (): void => void read().catch(() => undefined);

/** Keeps looking at the live runs while a component is shown. */
export function useLiveRuns(): void {
  const active = queue.value?.runningTaskIds.join();
  useEffect(() => {
    watchers++;
    timer ??= setInterval(() => (queue.value?.active ?? 0) > 0 && quietly(), look);
    return () => {
      if (--watchers > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  useEffect(quietly, [active]);
}
