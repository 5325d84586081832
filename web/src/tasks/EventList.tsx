import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Task, TaskEvent } from '../api/types';
import { Badge } from '../widgets/Badge';
import { attempt } from '../widgets/toasts';
import { clock, moment } from '../widgets/time';

/** All that ever happened to a task, newest first, with its cause. */
export function EventList({ task }: { task: Task }): JSX.Element {
  const [events, setEvents] = useState<TaskEvent[] | null>(null);
  useEffect(() => {
    let isOld = false;
    void attempt(() => api.events(task.id)).then((found) => !isOld && found && setEvents(found.reverse()));
    return () => {
      isOld = true;
    };
  }, [task.id, task.rev]);
  if (!events) return <p class="empty">Loading…</p>;
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
