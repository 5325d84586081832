import type { JSX } from 'preact';
import { Sparkline } from '../widgets/Sparkline';
import { bytes, duration } from '../widgets/time';
import { liveByTask, readings } from './liveRuns';

// Shorter silences are how agents work.
const silence = 30_000;

/** What a running task does right now: what it uses, what it wrote last, how long it has been silent. */
export function LiveLine({ task }: { task: string }): JSX.Element | null {
  const run = liveByTask.value.get(task);
  if (!run) return null;
  return (
    <div class="live-line">
      {run.lastLine && <p class="last-line" title={run.lastLine}><span class="sr">Last output: </span>{run.lastLine}</p>}
      <p class="uses">
        {run.cpu !== null && <><Sparkline values={readings.value.get(run.runId) ?? []} least={10} /><span><span class="sr">Processor </span>{Math.round(run.cpu)} %</span></>}
        {run.rss !== null && <span><span class="sr">Memory </span>{bytes(run.rss)}</span>}
        {run.idleForMs !== null && run.idleForMs >= silence && <span>silent {duration(run.idleForMs)}</span>}
      </p>
      {run.stuck && <p class="attention">{run.stuck}</p>}
    </div>
  );
}
