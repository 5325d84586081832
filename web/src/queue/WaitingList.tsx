import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Explanation } from '../api/types';
import { tasks } from '../board/store';
import { dequeue } from '../tasks/actions';
import { TaskLink } from '../tasks/TaskLink';
import { Icon } from '../widgets/Icon';
import { duration, moment, now } from '../widgets/time';
import { attempt } from '../widgets/toasts';
import { explanations } from './explanations';

const codes: Record<string, string> = { busy: 'no free slot', paused: 'paused', draining: 'draining', not_before: 'waits for its time', blocked: 'waits for others', ahead: 'others come first' };

/** What a task's place comes from. */
function Score({ each }: { each: Explanation }): JSX.Element | null {
  const task = tasks.value.get(each.taskId);
  if (!task) return null;
  return (
    <span class="score">
      {task.priority !== 0 && <span class="chip" title="Higher priorities come first">priority {task.priority}</span>}
      {task.failures > 0 && <span class="chip" title="Failed before">attempt {task.attempts + 1}</span>}
      {task.queuedAt && <span class="hint rare">since {moment(task.queuedAt)}</span>}
    </span>
  );
}

/** The waiting tasks in their order, each with why it is or is not next; the order is changed by dragging or by the buttons. */
export function WaitingList(): JSX.Element {
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const waiting = explanations.value;
  if (!waiting) return <p class="empty">Loading…</p>;
  if (!waiting.length) return <p class="empty">Nothing waits. Queue a task on the board (q), and it runs when a slot is free.</p>;
  const put = (id: string, to: number): void => {
    const ids = waiting.map((each) => each.taskId).filter((each) => each !== id);
    ids.splice(to, 0, id);
    void attempt(() => api.reorder(ids)).then((found) => found && (explanations.value = found));
  };
  return (
    <ol class="places waiting">
      {waiting.map((each, at) => {
        const task = tasks.value.get(each.taskId);
        const left = each.notBefore ? Date.parse(each.notBefore) - now.value : 0;
        return (
          <li
            key={each.taskId}
            class={`${dragged === each.taskId ? 'dragged' : ''}${over === each.taskId && dragged !== each.taskId ? ' over' : ''}`}
            draggable
            onDragStart={(event) => {
              event.dataTransfer!.setData('text/plain', each.taskId);
              event.dataTransfer!.effectAllowed = 'move';
              setDragged(each.taskId);
            }}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            onDragOver={(event) => {
              if (!dragged) return;
              event.preventDefault();
              setOver(each.taskId);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged && dragged !== each.taskId) put(dragged, at);
              setDragged(null);
              setOver(null);
            }}
          >
            <span class="grip" title="Drag to reorder"><Icon name="grip" /></span>
            <span class="place">{each.position}</span>
            <span class="what"><TaskLink id={each.taskId} /><Score each={each} /></span>
            <span class={`reason${each.next ? ' next' : ''}`}>
              {each.next ? 'next' : <><b>{codes[each.code ?? ''] ?? each.code}</b> <span>{each.text}</span></>}
              {left > 0 && <> · in <span class="countdown">{duration(left)}</span></>}
            </span>
            <span class="moves">
              <button class="quiet icon" aria-label={`Move ${each.taskId} up`} disabled={at === 0} onClick={() => put(each.taskId, at - 1)}><Icon name="up" /></button>
              <button class="quiet icon" aria-label={`Move ${each.taskId} down`} disabled={at === waiting.length - 1} onClick={() => put(each.taskId, at + 1)}><Icon name="down" /></button>
              {task && <button class="quiet icon" title="Take out of the queue" aria-label={`Take ${each.taskId} out of the queue`} onClick={() => void dequeue(task)}><Icon name="close" /></button>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
