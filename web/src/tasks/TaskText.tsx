import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Task } from '../api/types';
import { put } from '../board/store';
import { attempt, say } from '../widgets/toasts';
import { moment } from '../widgets/time';

/** What the agent is told, and a form to change it. */
export function TaskText({ task }: { task: Task }): JSX.Element {
  const [isChanged, setChanged] = useState(false);
  return (
    <form
      class="fields scrolls"
      onInput={() => setChanged(true)}
      onSubmit={(event) => {
        event.preventDefault();
        const values = new FormData(event.currentTarget);
        const text = (name: string): string => String(values.get(name) ?? '');
        void attempt(async () => {
          const labels = text('labels').split(',').map((each) => each.trim()).filter(Boolean);
          put(await api.edit(task.id, { title: text('title'), context: text('context'), docsPath: text('docsPath') || null, priority: Number(text('priority')) || 0, labels }));
          setChanged(false);
          say('Saved.');
        });
      }}
    >
      <label>Title<input name="title" required maxLength={500} defaultValue={task.title} /></label>
      <label>Context<textarea name="context" rows={10} defaultValue={task.context} spellcheck={false} /></label>
      <div class="pair">
        <label>Labels<input name="labels" defaultValue={task.labels.join(', ')} placeholder="comma separated" /></label>
        <label>Priority<input name="priority" type="number" min={-1000} max={1000} defaultValue={String(task.priority)} /></label>
      </div>
      <label>Docs path<input name="docsPath" defaultValue={task.docsPath ?? ''} placeholder="docs/ of the workspace, say" /></label>
      <p class="hint">Added {moment(task.createdAt)} · changed {moment(task.updatedAt)}</p>
      <div class="acts"><button class="primary" disabled={!isChanged}>Save</button></div>
    </form>
  );
}
