import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Explanation } from '../api/types';
import { Elapsed } from '../board/Card';
import { queue, tasks, tasksOf } from '../board/store';
import { openTask } from '../routing/route';
import { dequeue, question, stop } from '../tasks/actions';
import { Badge } from '../widgets/Badge';
import { Icon } from '../widgets/Icon';
import { attempt } from '../widgets/toasts';
import { duration, now } from '../widgets/time';

const greatestCapacity = 1000;

function pause(): void {
  question.value = {
    title: 'Pause the queue?',
    text: 'What runs goes on. Nothing new is started until you resume.',
    action: 'Pause',
    isDanger: false,
    note: 'Reason (optional)',
    then: (reason) => void attempt(() => api.pause(reason)),
  };
}

function TaskLink({ id }: { id: string }): JSX.Element {
  return (
    <a href={`?task=${id}`} onClick={(event) => {
      event.preventDefault();
      openTask(id);
    }}><span class="id">{id}</span> {tasks.value.get(id)?.title ?? ''}</a>
  );
}

/** What runs, what waits, and why. */
export function QueuePage(): JSX.Element {
  const [waiting, setWaiting] = useState<Explanation[] | null>(null);
  const state = queue.value;
  const live = tasksOf(['running', 'stopping']);
  // Whatever may change an explanation changes one of these.
  const stamp = JSON.stringify([state, tasksOf(['queued', 'blocked']).map((task) => [task.id, task.rev])]);
  useEffect(() => {
    let isOld = false;
    void attempt(api.explain).then((found) => !isOld && found && setWaiting(found));
    return () => {
      isOld = true;
    };
  }, [stamp]);
  const shift = (at: number, by: number): void => {
    const ids = waiting!.map((each) => each.taskId);
    ids.splice(at + by, 0, ...ids.splice(at, 1));
    void attempt(() => api.reorder(ids)).then((found) => found && setWaiting(found));
  };
  const set = (capacity: number): void => void attempt(() => api.capacity(capacity));
  return (
    <main class="list-page queue-page" aria-label="Queue">
      <div class="bar">
        <h1>Queue</h1>
        {state && (
          <span class="stepper" role="group" aria-label="Slots">
            <button class="icon" aria-label="One slot less" disabled={state.capacity <= 1} onClick={() => set(state.capacity - 1)}>−</button>
            <output>{state.capacity} {state.capacity === 1 ? 'slot' : 'slots'}</output>
            <button class="icon" aria-label="One slot more" disabled={state.capacity >= greatestCapacity} onClick={() => set(state.capacity + 1)}>+</button>
          </span>
        )}
        <span class="space" />
        {state?.paused || state?.draining ? (
          <button class="primary" onClick={() => void attempt(api.resume)}><Icon name="play" />Resume</button>
        ) : (
          <>
            <button title="Let what runs end, and start nothing new" onClick={() => void attempt(api.drain)}>Drain</button>
            <button onClick={pause}>Pause</button>
          </>
        )}
      </div>
      <div class="scrolls">
        <h2>In a slot</h2>
        {live.length === 0 ? <p class="empty">No agent is running.</p> : (
          <ul class="places">
            {live.map((task) => (
              <li key={task.id}>
                <Badge state={task.status} />
                <TaskLink id={task.id} />
                <span class="space" />
                {task.lastRun?.startedAt && <Elapsed since={task.lastRun.startedAt} />}
                {task.status === 'running' && <button class="small" aria-label={`Stop ${task.id}`} onClick={() => void stop(task)}><Icon name="stop" />Stop</button>}
              </li>
            ))}
          </ul>
        )}
        <h2>Waiting</h2>
        {!waiting ? <p class="empty">Loading…</p> : waiting.length === 0 ? <p class="empty">Nothing waits. Queue a task on the board (q), and it runs when a slot is free.</p> : (
          <ol class="places">
            {waiting.map((each, at) => {
              const task = tasks.value.get(each.taskId);
              const left = each.notBefore ? Date.parse(each.notBefore) - now.value : 0;
              return (
                <li key={each.taskId}>
                  <span class="place">{each.position}</span>
                  <TaskLink id={each.taskId} />
                  <span class="reason">{each.next ? 'next' : each.text}{left > 0 ? ` · in ${duration(left)}` : ''}</span>
                  <span class="space" />
                  <button class="quiet icon" aria-label={`Move ${each.taskId} up`} disabled={at === 0} onClick={() => shift(at, -1)}><Icon name="up" /></button>
                  <button class="quiet icon" aria-label={`Move ${each.taskId} down`} disabled={at === waiting.length - 1} onClick={() => shift(at, 1)}><Icon name="down" /></button>
                  {task && <button class="quiet icon" title="Take out of the queue" aria-label={`Take ${each.taskId} out of the queue`} onClick={() => void dequeue(task)}><Icon name="close" /></button>}
                </li>
              );
            })}
          </ol>
        )}
      </div>
    </main>
  );
}
