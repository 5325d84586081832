import type { JSX } from 'preact';
import { Fragment } from 'preact';
import { liveRuns, readings, useLiveRuns } from '../board/liveRuns';
import { tasks } from '../board/store';
import { parameter, refine } from '../routing/route';
import { graceText, kill, stop } from '../tasks/actions';
import { TaskLink } from '../tasks/TaskLink';
import { Badge } from '../widgets/Badge';
import { Icon } from '../widgets/Icon';
import { Sparkline } from '../widgets/Sparkline';
import { bytes, duration, now } from '../widgets/time';
import { ProcessTree } from './ProcessTree';

type Order = 'cpu' | 'rss' | 'procs' | 'elapsedMs' | 'idleForMs';
const orders: [Order, string][] = [['cpu', 'CPU'], ['rss', 'Memory'], ['procs', 'Processes'], ['elapsedMs', 'Time'], ['idleForMs', 'Silent for']];

/** All live runs with what they use, as top shows processes. */
export function ProcessesPage(): JSX.Element {
  useLiveRuns();
  const found = liveRuns.value;
  const order = (orders.find(([name]) => name === parameter('sort')) ?? orders[0]!)[0];
  const open = parameter('tree');
  const shown = [...(found ?? [])].sort((a, b) => (b[order] ?? -1) - (a[order] ?? -1) || a.runId.localeCompare(b.runId));
  const sum = (field: 'cpu' | 'rss' | 'procs'): number => shown.reduce((all, each) => all + (each[field] ?? 0), 0);
  const heads = orders.map(([name, title]) => (
    <th key={name} class={`right${name === 'procs' || name === 'idleForMs' ? ' rare' : ''}`} aria-sort={order === name ? 'descending' : undefined}>
      <button class="quiet head-button" onClick={() => refine({ sort: name === 'cpu' ? null : name })}>{title}{order === name && <Icon name="down" />}</button>
    </th>
  ));
  return (
    <main class="list-page processes-page" aria-label="Processes">
      <div class="bar">
        <h1>Processes</h1>
        <span class="space" />
        {shown.length > 0 && <span class="hint">{sum('procs')} processes · {Math.round(sum('cpu'))} % CPU · {bytes(sum('rss'))}</span>}
      </div>
      {!found ? <p class="empty">Loading…</p> : shown.length === 0 ? <p class="empty">No agent is running. What runs is shown here with its processes.</p> : (
        <div class="scrolls">
          <table aria-label="Live runs">
            <thead><tr><th>Task</th><th class="rare">State</th>{heads}<th class="rare">Leader</th><th><span class="sr">Actions</span></th></tr></thead>
            <tbody>
              {shown.map((each) => {
                const task = tasks.value.get(each.taskId);
                const isOpen = open === each.runId;
                const left = each.timeoutAt ? Date.parse(each.timeoutAt) - now.value : null;
                return (
                  <Fragment key={each.runId}>
                    <tr onClick={() => refine({ tree: isOpen ? null : each.runId })}>
                      <td class="wide">
                        <button class="quiet icon" aria-expanded={isOpen} aria-label={`Processes of ${each.taskId}`} onClick={(event) => {
                          event.stopPropagation();
                          refine({ tree: isOpen ? null : each.runId });
                        }}><Icon name={isOpen ? 'up' : 'down'} /></button>
                        <TaskLink id={each.taskId} title={each.title} />
                        {each.stuck && <span class="attention"><Icon name="warning" /><span>{each.stuck}</span></span>}
                      </td>
                      <td class="rare"><Badge state={each.state} />{task && graceText(task) && <span class="detail">{graceText(task)}</span>}</td>
                      <td class="right"><span class="curve"><Sparkline values={readings.value.get(each.runId) ?? []} least={10} />{each.cpu === null ? '–' : `${each.cpu.toFixed(1)} %`}</span></td>
                      <td class="right">{each.rss === null ? '–' : bytes(each.rss)}</td>
                      <td class="right rare">{each.procs ?? '–'}</td>
                      <td class="right" title={left === null ? undefined : `Times out in ${duration(left)}`}>{duration(each.elapsedMs)}{left !== null && <span class="detail">of {duration(each.elapsedMs + left)}</span>}</td>
                      <td class="right rare">{each.idleForMs === null ? '–' : duration(each.idleForMs)}</td>
                      <td class="rare"><code>{each.pid}</code></td>
                      <td class="right">
                        {task?.status === 'running' && <button class="small" aria-label={`Stop ${each.taskId}`} onClick={(event) => {
                          event.stopPropagation();
                          void stop(task);
                        }}><Icon name="stop" />Stop</button>}
                        {task?.status === 'stopping' && <button class="small danger" aria-label={`Kill ${each.taskId}`} onClick={(event) => {
                          event.stopPropagation();
                          kill(task);
                        }}>Kill</button>}
                      </td>
                    </tr>
                    {isOpen && <tr class="inner"><td colSpan={9}><ProcessTree runId={each.runId} /></td></tr>}
                  </Fragment>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
}
