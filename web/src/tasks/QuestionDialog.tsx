import type { JSX } from 'preact';
import { Dialog } from '../widgets/Dialog';
import { question } from './actions';

export function QuestionDialog(): JSX.Element | null {
  const asked = question.value;
  if (!asked) return null;
  const close = (): void => void (question.value = null);
  return (
    <Dialog title={asked.title} onClose={close}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          const note = String(new FormData(event.currentTarget).get('note') ?? '').trim();
          close();
          asked.then(note);
        }}
      >
        <p>{asked.text}</p>
        {asked.note && <label>{asked.note}<textarea name="note" rows={4} autofocus /></label>}
        <div class="acts">
          <span class="space" />
          <button type="button" onClick={close}>Cancel</button>
          <button class={asked.isDanger ? 'danger' : 'primary'} autofocus={!asked.note}>{asked.action}</button>
        </div>
      </form>
    </Dialog>
  );
}
