import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Run } from '../api/types';
import { queue, tasks } from '../board/store';
import { parameter, refine } from '../routing/route';
import { useKeys } from '../shell/keys';
import { Icon } from '../widgets/Icon';
import { attempt } from '../widgets/toasts';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';
import { CompareDialog } from './CompareDialog';
import { outcomes } from './outcomes';
import { PruneDialog } from './PruneDialog';
import { RunTable } from './RunTable';
import { TaskStrips } from './TaskStrips';

const pageSize = 200;
const day = 86_400_000;
const spans: readonly (readonly [value: string, text: string])[] = [['', 'Any time'], ['1', 'Last day'], ['7', 'Last week'], ['30', 'Last 30 days']];

const matches = (run: Run, text: string): boolean =>
  text.toLowerCase().split(/\s+/).every((word) => `${run.taskId} ${tasks.value.get(run.taskId)?.title ?? ''} ${run.id} ${run.profile} ${run.reason?.detail ?? ''}`.toLowerCase().includes(word));

/** All runs of all tasks: one by one, or task by task. */
export function HistoryPage(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const state = parameter('state');
  const span = spans.find(([value]) => value === parameter('days'))?.[0] ?? '';
  const find = parameter('q');
  const isByTask = parameter('by') === 'task';
  const [more, setMore] = useState<{ runs: Run[]; cursor: string | null } | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [isComparing, setComparing] = useState(false);
  const [isPruning, setPruning] = useState(false);
  const query = { state, limit: pageSize, ...(span && { since: new Date(Date.now() - Number(span) * day).toISOString() }) };
  const stamp = [state, span, queue.value?.runningTaskIds.join()];
  const first = useLoaded(() => api.runs(query), stamp);
  useEffect(() => setMore(null), stamp);
  useKeys({ find: () => field.current?.focus() });

  const runs = [...(first.value?.items ?? []), ...(more?.runs ?? [])];
  const shown = find ? runs.filter((run) => matches(run, find)) : runs;
  const cursor = more ? more.cursor : (first.value?.nextCursor ?? null);
  const loadMore = async (): Promise<void> => {
    const next = await attempt(() => api.runs({ ...query, cursor }));
    if (next) setMore({ runs: [...(more?.runs ?? []), ...next.items], cursor: next.nextCursor });
  };
  const pair = runs.filter((run) => chosen.includes(run.id)).reverse();
  return (
    <main class="list-page history-page" aria-label="History">
      <div class="bar">
        <h1>History</h1>
        <label class="find"><Icon name="search" /><span class="sr">Filter runs</span><input ref={field} type="search" placeholder="Task, id, reason" value={find} onInput={(event) => refine({ q: event.currentTarget.value })} /></label>
        <select aria-label="Outcome" value={state} onChange={(event) => refine({ state: event.currentTarget.value })}>
          {outcomes.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
        <select aria-label="When" value={span} onChange={(event) => refine({ days: event.currentTarget.value })}>
          {spans.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
        <span class="segments" role="group" aria-label="How they are shown">
          <button aria-pressed={!isByTask} onClick={() => refine({ by: null })}>Runs</button>
          <button aria-pressed={isByTask} onClick={() => refine({ by: 'task' })}>By task</button>
        </span>
        <span class="space" />
        {!isByTask && chosen.length > 0 && <button disabled={pair.length !== 2} onClick={() => setComparing(true)}>{pair.length === 2 ? 'Compare' : 'Choose another to compare'}</button>}
        {first.value && <span class="hint">{first.value.total.toLocaleString('en')} {first.value.total === 1 ? 'run' : 'runs'}</span>}
        <button class="quiet" onClick={() => setPruning(true)}>Remove old logs…</button>
      </div>
      {!first.value ? <Waiting of={first} /> : shown.length === 0 ? <p class="empty">{state || span || find ? 'No run is like this.' : 'Nothing has run yet. Run a task on the board, and it stands here for good.'}</p> : (
        <div class="scrolls">
          {isByTask ? <TaskStrips runs={shown} /> : <RunTable hasTask runs={shown} chosen={chosen} onChoose={(id) => setChosen((was) => (was.includes(id) ? was.filter((each) => each !== id) : [...was, id].slice(-2)))} />}
          {cursor && <button class="more" onClick={() => void loadMore()}>Show more of {first.value.total.toLocaleString('en')}</button>}
        </div>
      )}
      {isComparing && pair.length === 2 && <CompareDialog runs={[pair[0]!, pair[1]!]} onClose={() => setComparing(false)} />}
      {isPruning && <PruneDialog onClose={() => setPruning(false)} />}
    </main>
  );
}
