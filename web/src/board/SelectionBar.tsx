import type { JSX } from 'preact';
import { Icon } from '../widgets/Icon';
import { bulk, clear, reach, selected, type Bulk } from './selection';

const actions: [Bulk, string][] = [['queue', 'Queue'], ['dequeue', 'Take out of the queue'], ['approve', 'Approve'], ['archive', 'Archive'], ['delete', 'Delete']];

/** What can be done to all tasks that are selected. */
export function SelectionBar(): JSX.Element | null {
  const chosen = selected();
  if (!chosen.length) return null;
  return (
    <div class="selection-bar" role="toolbar" aria-label="Selected tasks">
      <b>{chosen.length} selected</b>
      {actions.map(([action, title]) => {
        const count = reach(action, chosen).length;
        return count > 0 && <button key={action} class={action === 'delete' ? 'danger' : ''} onClick={() => bulk(action)}>{title}{count < chosen.length ? ` ${count}` : ''}</button>;
      })}
      <span class="space" />
      <button class="quiet icon" title="Clear the selection (Esc)" aria-label="Clear the selection" onClick={clear}><Icon name="close" /></button>
    </div>
  );
}
