import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { put } from '../board/store';
import { openTask } from '../routing/route';
import { Dialog } from '../widgets/Dialog';
import { attempt } from '../widgets/toasts';
import { isCreating } from './actions';

export function CreateDialog(): JSX.Element | null {
  const [error, setError] = useState('');
  if (!isCreating.value) return null;
  const close = (): void => {
    isCreating.value = false;
    setError('');
  };
  return (
    <Dialog title="New task" onClose={close}>
      <form
        class="fields"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          const isRun = (event as SubmitEvent).submitter?.getAttribute('value') === 'run';
          const values = new FormData(event.currentTarget);
          const text = (name: string): string => String(values.get(name) ?? '').trim();
          void (async () => {
            try {
              const task = await api.create({
                title: text('title'),
                context: text('context'),
                labels: text('labels').split(',').map((each) => each.trim()).filter(Boolean),
                priority: Number(text('priority')) || 0,
              });
              put(task);
              close();
              if (!isRun) return;
              openTask(task.id);
              await attempt(() => api.run(task.id));
            } catch (problem) {
              setError(problem instanceof Error ? problem.message : String(problem));
            }
          })();
        }}
      >
        <label>Title<input name="title" required maxLength={500} autofocus placeholder="What is to be done" autocomplete="off" /></label>
        <label>Context<textarea name="context" rows={8} placeholder="All that the agent needs to know" /></label>
        <div class="pair">
          <label>Labels<input name="labels" placeholder="comma separated" autocomplete="off" /></label>
          <label>Priority<input name="priority" type="number" min={-1000} max={1000} defaultValue="0" /></label>
        </div>
        {error && <p class="error" role="alert">{error}</p>}
        <div class="acts">
          <span class="hint">Ctrl+Enter creates</span>
          <span class="space" />
          <button type="button" onClick={close}>Cancel</button>
          <button class="primary" value="create">Create</button>
          <button value="run">Create and run</button>
        </div>
      </form>
    </Dialog>
  );
}
