import type { JSX } from 'preact';
import { tasks } from '../board/store';
import { openTask } from '../routing/route';

/** A task by its id and title; opens it beside the page. */
export const TaskLink = ({ id, title, run }: { id: string; title?: string; run?: string }): JSX.Element => (
  <a class="task-link" href={`?task=${id}${run ? `&run=${run}` : ''}`} onClick={(event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    openTask(id, run ? { run } : {});
  }}><span class="id">{id}</span> {title ?? tasks.value.get(id)?.title ?? ''}</a>
);
