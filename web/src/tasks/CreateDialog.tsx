import type { JSX } from 'preact';
import { api } from '../api/client';
import { put } from '../board/store';
import { Form, throwIfWrong } from '../forms/Form';
import { openTask } from '../routing/route';
import { Dialog } from '../widgets/Dialog';
import { attempt } from '../widgets/toasts';
import { isCreating } from './actions';
import { readTask, TaskFields } from './TaskFields';

export function CreateDialog(): JSX.Element | null {
  if (!isCreating.value) return null;
  const close = (): void => void (isCreating.value = false);
  return (
    <Dialog title="New task" onClose={close}>
      <Form
        action="Create"
        isNew
        hint="Ctrl+Enter creates"
        others={[['run', 'Create and run']]}
        onCancel={close}
        onSend={async (read, choice) => {
          const draft = readTask(read);
          throwIfWrong(read);
          const task = await api.create(draft);
          put(task);
          close();
          if (choice !== 'run') return;
          openTask(task.id);
          await attempt(() => api.run(task.id));
        }}
      >
        <TaskFields isFolded />
      </Form>
    </Dialog>
  );
}
