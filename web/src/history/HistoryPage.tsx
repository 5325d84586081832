import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Page, Run } from '../api/types';
import { queue, tasks } from '../board/store';
import { openTask, parameter, refine } from '../routing/route';
import { Badge } from '../widgets/Badge';
import { attempt } from '../widgets/toasts';
import { bytes, moment, took } from '../widgets/time';

const choices: [string, string][] = [
  ['', 'All outcomes'],
  ['succeeded', 'Succeeded'],
  ['failed,timed_out,idle_timed_out,oom,lost,start_failed,rate_limited', 'Went wrong'],
  ['stopped,orphan_killed', 'Stopped'],
  ['reserved,starting,running,stopping', 'Live'],
];

/** All runs of all tasks, newest first. */
export function HistoryPage(): JSX.Element {
  const state = parameter('state');
  const [page, setPage] = useState<Page<Run> | null>(null);
  const active = queue.value?.runningTaskIds.join();
  useEffect(() => {
    let isOld = false;
    void attempt(() => api.runs({ state, limit: 100 })).then((found) => !isOld && found && setPage(found));
    return () => {
      isOld = true;
    };
  }, [state, active]);
  const more = async (): Promise<void> => {
    const next = await attempt(() => api.runs({ state, limit: 100, cursor: page!.nextCursor }));
    if (next) setPage({ ...next, items: [...page!.items, ...next.items] });
  };
  return (
    <main class="list-page" aria-label="History">
      <div class="bar">
        <h1>History</h1>
        <select aria-label="Outcome" value={state} onChange={(event) => refine({ state: event.currentTarget.value })}>
          {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
        <span class="space" />
        {page && <span class="hint">{page.total.toLocaleString('en')} runs</span>}
      </div>
      {!page ? <p class="empty">Loading…</p> : page.items.length === 0 ? <p class="empty">{state ? 'No run ended like this.' : 'Nothing has run yet.'}</p> : (
        <div class="scrolls">
          <table>
            <thead>
              <tr><th>Task</th><th class="rare">Run</th><th>Outcome</th><th class="rare">Started</th><th class="right">Took</th><th class="right rare">CPU</th><th class="right rare">Memory</th><th class="right rare">Output</th></tr>
            </thead>
            <tbody>
              {page.items.map((run) => (
                <tr key={run.id} onClick={() => openTask(run.taskId, { run: run.id })}>
                  <td class="wide"><a href={`?task=${run.taskId}&run=${run.id}`} onClick={(event) => {
                    event.preventDefault();
                    event.stopPropagation();
                    openTask(run.taskId, { run: run.id });
                  }}><span class="id">{run.taskId}</span> {tasks.value.get(run.taskId)?.title ?? ''}</a></td>
                  <td class="rare">#{run.attempt}</td>
                  <td><Badge state={run.state} />{run.reason?.detail && run.state !== 'succeeded' && <span class="detail">{run.reason.detail}</span>}</td>
                  <td class="rare">{run.startedAt ? moment(run.startedAt) : '–'}</td>
                  <td class="right">{run.startedAt && run.endedAt ? took(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : '–'}</td>
                  <td class="right rare">{run.usage ? took(run.usage.cpuMs) : '–'}</td>
                  <td class="right rare">{run.usage ? bytes(run.usage.maxRssBytes) : '–'}</td>
                  <td class="right rare">{bytes(run.log.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {page.nextCursor && <button class="more" onClick={() => void more()}>Show more of {page.total.toLocaleString('en')}</button>}
        </div>
      )}
    </main>
  );
}
