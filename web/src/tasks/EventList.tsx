import type { JSX } from 'preact';
import { api } from '../api/client';
import type { Task } from '../api/types';
import { Badge } from '../widgets/Badge';
import { clock, moment } from '../widgets/time';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';

/** All that ever happened to a task, newest first, with its cause. */
export function EventList({ task }: { task: Task }): JSX.Element {
  const loaded = useLoaded(async () => (await api.events(task.id)).reverse(), [task.id, task.rev]);
  const events = loaded.value;
  if (!events) return <Waiting of={loaded} />;
  if (!events.length) return <p class="empty">Nothing has happened to this task yet.</p>;
  return (
    <ol class="events scrolls">
      {events.map((event, i) => (
        <li key={events.length - i}>
          <time dateTime={event.at} title={moment(event.at)}>{clock(Date.parse(event.at), false)}</time>
          <span class="what">{event.kind.replaceAll('-', ' ')}</span>
          <span class="change">{event.from !== event.to ? <><Badge state={event.from} /> → <Badge state={event.to} /></> : event.toState ? <Badge state={event.toState} /> : null}</span>
          <span class="by">by {event.intent}</span>
          {event.detail && <p>{event.detail}</p>}
        </li>
      ))}
    </ol>
  );
}
