import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { api, Problem } from '../api/client';
import { isLive, type Run } from '../api/types';
import { Elapsed } from '../board/Card';
import { ensure, tasks } from '../board/store';
import { RunTable } from '../history/RunTable';
import { InputLine } from '../logs/InputLine';
import { LogFeed } from '../logs/LogFeed';
import { LogView } from '../logs/LogView';
import { ProcessTree } from '../processes/ProcessTree';
import { closeTask, parameter, refine } from '../routing/route';
import { keyText } from '../shell/bindings';
import { useKeys } from '../shell/keys';
import { Badge, stateWord } from '../widgets/Badge';
import { copy, CopyButton } from '../widgets/CopyButton';
import { Icon } from '../widgets/Icon';
import { later } from '../widgets/Later';
import { moment, took } from '../widgets/time';
import { approve, archive, canDequeue, canKill, canQueue, canRun, canStop, dequeue, enqueue, graceText, kill, noteDeadline, remove, run, sendBack, stop } from './actions';
import { EventList } from './EventList';
import { TaskText } from './TaskText';

const ResourcesView = later(() => import('../resources/ResourcesView'));
const TerminalView = later(() => import('../logs/TerminalView'));

const tabs = [['log', 'Log'], ['terminal', 'Terminal'], ['resources', 'Resources'], ['processes', 'Processes'], ['runs', 'Runs'], ['events', 'Events'], ['context', 'Context']] as const;

export const runLabel = (each: Run): string => `#${each.attempt} ${stateWord(each.state)}${each.startedAt ? ` · ${moment(each.startedAt)}` : ''}`;

export function TaskPanel({ id }: { id: string }): JSX.Element {
  const task = tasks.value.get(id);
  const [missing, setMissing] = useState('');
  const [runs, setRuns] = useState<Run[]>([]);
  const tab = parameter('tab') || 'log';
  const runId = parameter('run') || task?.lastRun?.id || '';

  useEffect(() => {
    setMissing('');
    ensure(id).catch((problem: unknown) => setMissing(problem instanceof Problem && problem.status === 404 ? `There is no task ${id}.` : String((problem as Error).message)));
  }, [id]);

  useEffect(() => {
    let isOld = false;
    api.runsOf(id).then((page) => !isOld && setRuns(page.items), () => undefined);
    return () => {
      isOld = true;
    };
  }, [id, task?.lastRun?.id, task?.lastRun?.state]);

  const feed = useMemo(() => (runId ? new LogFeed(runId) : null), [runId]);
  useEffect(() => () => feed?.close(), [feed]);

  // A stop that somebody else has asked for has its deadline too.
  const stopped = runs.find((each) => each.id === task?.runId)?.stop;
  useEffect(() => {
    if (stopped) noteDeadline(id, Date.parse(stopped.askedAt) + stopped.graceMs);
  }, [id, stopped?.askedAt]);

  useKeys({ close: closeTask });

  if (!task) {
    return (
      <aside class="panel" aria-label={id}>
        <div class="head"><p class="id">{id}</p><span class="space" /><button class="quiet icon" aria-label="Close" onClick={closeTask}><Icon name="close" /></button></div>
        <p class="empty">{missing || 'Loading…'}</p>
      </aside>
    );
  }
  const shown = runs.find((each) => each.id === runId);
  const last = task.lastRun;
  return (
    <aside class="panel" aria-labelledby="panel-title">
      <div class="head">
        <p class="line1">
          <button class="quiet id" title="Copy the id" aria-label={`${task.id}: copy the id`} onClick={() => copy(task.id, task.id)}>{task.id}</button>
          <Badge state={task.status} />
          {graceText(task) && <span class="grace">{graceText(task)}</span>}
          {last && isLive(last.state) && last.startedAt && <Elapsed since={last.startedAt} />}
          <span class="space" />
          {runs.length > 0 && (
            <select aria-label="Run shown" value={runId} onChange={(event) => refine({ run: event.currentTarget.value === last?.id ? null : event.currentTarget.value }, '')}>
              {runs.map((each) => <option key={each.id} value={each.id}>{runLabel(each)}</option>)}
            </select>
          )}
          <button class="quiet icon" title={`Close (${keyText('close')})`} aria-label="Close" onClick={closeTask}><Icon name="close" /></button>
        </p>
        <h2 id="panel-title">{task.title}</h2>
        {task.attention && <p class="attention"><Icon name="warning" /><span>{task.attention.text}</span></p>}
        <div class="acts">
          {canRun(task) && <button class="primary" title={`Run (${keyText('run')})`} onClick={() => void run(task)}><Icon name="play" />Run</button>}
          {canQueue(task) && <button title={`Queue (${keyText('queue')})`} onClick={() => void enqueue(task)}><Icon name="queued" />Queue</button>}
          {canDequeue(task) && <button onClick={() => void dequeue(task)}>Take out of the queue</button>}
          {canStop(task) && <button class="primary" title={`Stop (${keyText('stop')})`} onClick={() => void stop(task)}><Icon name="stop" />Stop</button>}
          {canKill(task) && <button class="danger" title={`Kill (${keyText('kill')})`} onClick={() => kill(task)}>Kill</button>}
          {task.status === 'review' && <button class="primary" title={`Approve (${keyText('approve')})`} onClick={() => void approve(task)}><Icon name="done" />Approve</button>}
          {(task.status === 'review' || task.status === 'done') && <button onClick={() => sendBack(task)}><Icon name="back" />Send back</button>}
          <span class="space" />
          {!canKill(task) && (
            <>
              {task.status !== 'archived' && <button class="quiet icon" title="Archive" aria-label="Archive" onClick={() => void archive(task)}><Icon name="archived" /></button>}
              <button class="quiet icon" title="Delete" aria-label="Delete" onClick={() => remove(task, closeTask)}><Icon name="trash" /></button>
            </>
          )}
        </div>
      </div>
      <div class="tabs">
        <div role="tablist" aria-label="Views of the task" onKeyDown={(event) => {
          const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
          if (!by) return;
          const at = tabs.findIndex(([name]) => name === tab);
          const next = tabs[(at + by + tabs.length) % tabs.length]![0];
          refine({ tab: next === 'log' ? null : next });
          document.getElementById(`tab-${next}`)?.focus();
        }}>
          {tabs.map(([name, title]) => (
            <button key={name} id={`tab-${name}`} role="tab" aria-selected={tab === name} aria-controls="tab-panel" tabIndex={tab === name ? 0 : -1} onClick={() => refine({ tab: name === 'log' ? null : name })}>
              {title}{name === 'runs' && runs.length > 1 ? <span class="count">{runs.length}</span> : null}
            </button>
          ))}
        </div>
      </div>
      <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'log' && (feed ? <LogView key={runId} feed={feed} /> : <p class="empty">{canRun(task) ? 'Not run yet. Press Run, and its output appears here.' : 'There is no run.'}</p>)}
        {tab === 'log' && shown && !isLive(shown.state) && <RunSummaryLine run={shown} />}
        {tab === 'log' && shown?.stdin === 'pipe' && isLive(shown.state) && <InputLine runId={runId} />}
        {tab === 'terminal' && (shown ? <TerminalView key={runId} run={shown} /> : <p class="empty">There is no run.</p>)}
        {tab === 'resources' && (shown ? <ResourcesView key={runId} run={shown} /> : <p class="empty">There is no run.</p>)}
        {tab === 'processes' && (shown && isLive(shown.state) ? <ProcessTree key={runId} runId={runId} /> : <p class="empty">{shown ? 'This run has ended: no process of it is left.' : 'There is no run.'}</p>)}
        {tab === 'runs' && (runs.length ? <div class="scrolls"><RunTable runs={runs} /></div> : <p class="empty">Not run yet.</p>)}
        {tab === 'events' && <EventList task={task} />}
        {tab === 'context' && <TaskText task={task} run={shown} />}
      </div>
    </aside>
  );
}

function RunSummaryLine({ run: each }: { run: Run }): JSX.Element {
  const length = each.startedAt && each.endedAt ? took(Date.parse(each.endedAt) - Date.parse(each.startedAt)) : null;
  return (
    <p class="summary">
      <Badge state={each.state} />
      <span>{[each.exitCode !== null ? `exit ${each.exitCode}` : each.signal, length, each.stop?.escalated ? 'needed SIGKILL' : null].filter(Boolean).join(' · ')}</span>
      <span class="space" />
      <span class="id rare">{each.id}</span><CopyButton text={each.id} what="The run’s id" />
    </p>
  );
}
