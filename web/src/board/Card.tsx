import type { JSX } from 'preact';
import { isLive, type Task } from '../api/types';
import { explanations } from '../queue/explanations';
import { openTask, parameter } from '../routing/route';
import { approve, canRun, canStop, graceText, run, stop } from '../tasks/actions';
import { Badge, stateWord } from '../widgets/Badge';
import { Icon } from '../widgets/Icon';
import { duration, moment, now } from '../widgets/time';
import { LiveLine } from './LiveLine';
import { toggle } from './selection';

/** How long a live run has taken; ticks. */
export const Elapsed = ({ since }: { since: string }): JSX.Element => <time class="elapsed">{duration(now.value - Date.parse(since))}</time>;

function lastRunText(task: Task): string | null {
  const last = task.lastRun;
  if (!last || isLive(last.state) || !last.endedAt) return null;
  return `${last.state === 'succeeded' ? 'Ended' : stateWord(last.state)} ${moment(last.endedAt)}`;
}

/** Where a task stands in the queue, and what it waits for. */
function Place({ task }: { task: Task }): JSX.Element | null {
  const found = explanations.value?.find((each) => each.taskId === task.id);
  if (!found) return null;
  const left = found.notBefore ? Date.parse(found.notBefore) - now.value : 0;
  return <p class="place-line"><b>#{found.position}</b> {found.next ? 'next' : found.text}{left > 0 ? ` · in ${duration(left)}` : ''}</p>;
}

interface Properties {
  task: Task;
  isFocused: boolean;
  isSelected: boolean;
  onDrag: (task: Task | null) => void;
}

export function Card({ task, isFocused, isSelected, onDrag }: Properties): JSX.Element {
  const isOpen = parameter('task') === task.id;
  const grace = task.status === 'stopping' ? graceText(task) : '';
  const last = lastRunText(task);
  return (
    <article
      class={`card ${task.status}${isFocused ? ' focused' : ''}${isOpen ? ' open' : ''}${isSelected ? ' selected' : ''}`}
      data-task={task.id}
      aria-labelledby={`title-${task.id}`}
      draggable
      onDragStart={(event) => {
        event.dataTransfer!.setData('text/plain', task.id);
        event.dataTransfer!.effectAllowed = 'move';
        onDrag(task);
      }}
      onDragEnd={() => onDrag(null)}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest('button, a, label') && !getSelection()?.toString()) openTask(task.id);
      }}
    >
      <header>
        <label class="select"><input type="checkbox" checked={isSelected} aria-label={`Select ${task.id}`} onChange={() => toggle(task.id)} /><span class="id">{task.id}</span></label>
        {task.priority !== 0 && <span class="priority" title="Priority">P{task.priority}</span>}
        <span class="space" />
        <Badge state={task.status} />
      </header>
      <h3 id={`title-${task.id}`}>
        <a href={`?task=${task.id}`} onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          openTask(task.id);
        }}>{task.title}</a>
      </h3>
      {task.attention && <p class="attention"><Icon name="warning" /><span>{task.attention.text}</span></p>}
      {task.labels.length > 0 && <ul class="labels">{task.labels.map((label) => <li key={label}>{label}</li>)}</ul>}
      {(task.status === 'queued' || task.status === 'blocked') && <Place task={task} />}
      {(task.status === 'running' || task.status === 'stopping') && <LiveLine task={task.id} />}
      <footer>
        <span class="meta">
          {task.lastRun && isLive(task.lastRun.state) && task.lastRun.startedAt ? (
            <><Elapsed since={task.lastRun.startedAt} />{grace ? ` · ${grace}` : task.attempts > 1 ? ` · attempt ${task.attempts}` : ''}</>
          ) : (
            last ?? `Added ${moment(task.createdAt)}`
          )}
        </span>
        <span class="space" />
        {canRun(task) && <button class="small" onClick={() => void run(task)} aria-label={`Run ${task.id}`}><Icon name="play" />Run</button>}
        {canStop(task) && <button class="small" onClick={() => void stop(task)} aria-label={`Stop ${task.id}`}><Icon name="stop" />Stop</button>}
        {task.status === 'review' && <button class="small" onClick={() => void approve(task)} aria-label={`Approve ${task.id}`}><Icon name="done" />Approve</button>}
      </footer>
    </article>
  );
}
