import type { JSX } from 'preact';
import { api } from '../api/client';
import { Elapsed } from '../board/Card';
import { queue, tasksOf } from '../board/store';
import { graceText, kill, question, stop } from '../tasks/actions';
import { TaskLink } from '../tasks/TaskLink';
import { Badge } from '../widgets/Badge';
import { Icon } from '../widgets/Icon';
import { attempt } from '../widgets/toasts';
import { useExplanations } from './explanations';
import { isResuming } from './ResumeDialog';
import { WaitingList } from './WaitingList';

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

/** What runs, what waits, and why. */
export function QueuePage(): JSX.Element {
  const state = queue.value;
  const live = tasksOf(['running', 'stopping']);
  useExplanations();
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
          <button class="primary" onClick={() => (isResuming.value = true)}><Icon name="play" />Resume…</button>
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
                {graceText(task) && <span class="grace">{graceText(task)}</span>}
                {task.status === 'stopping' && <button class="small danger" aria-label={`Kill ${task.id}`} onClick={() => kill(task)}>Kill</button>}
                {task.status === 'running' && <button class="small" aria-label={`Stop ${task.id}`} onClick={() => void stop(task)}><Icon name="stop" />Stop</button>}
              </li>
            ))}
          </ul>
        )}
        <h2>Waiting</h2>
        <WaitingList />
      </div>
    </main>
  );
}
