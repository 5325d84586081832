import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { actions, bind, changes, conflict, type ActionId } from '../shell/bindings';
import { Caps, KeyList } from '../shell/KeyList';
import { say } from '../widgets/toasts';

// How long a second key may follow the first.
const patience = 900;

/** Waits for the key that an action is to have: one, or two in a row. */
function Recorder({ id, onDone }: { id: ActionId; onDone: () => void }): JSX.Element {
  const [keys, setKeys] = useState('');
  // At once: a key may follow the click within milliseconds.
  useLayoutEffect(() => {
    let pressed = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (): void => {
      const other = conflict(id, pressed);
      if (other) say(`That key is for “${actions[other].title}” already.`, 'bad');
      else bind(id, pressed);
      onDone();
    };
    const take = (event: KeyboardEvent): void => {
      if (['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      clearTimeout(timer);
      if (event.key === 'Escape' && id !== 'close') return onDone();
      pressed = pressed ? `${pressed} ${event.key}` : event.key;
      setKeys(pressed);
      if (pressed.length > 1 && pressed.includes(' ', 1)) finish();
      else timer = setTimeout(finish, patience);
    };
    addEventListener('keydown', take, true);
    return () => {
      clearTimeout(timer);
      removeEventListener('keydown', take, true);
    };
  }, []);
  return <span class="recorder" role="status">{keys ? <Caps keys={keys} /> : 'Press a key, or two; Esc keeps it'}</span>;
}

/** Which key does what; each can be changed. */
export function KeysSection(): JSX.Element {
  const [changing, setChanging] = useState<ActionId | null>(null);
  return (
    <section aria-labelledby="set-keys" class="rebind">
      <header>
        <h2 id="set-keys">Keys</h2>
        <span class="space" />
        {Object.keys(changes.value).length > 0 && <button onClick={() => (Object.keys(changes.value) as ActionId[]).forEach((id) => bind(id, null))}>All as they come</button>}
      </header>
      <p class="hint about">They act wherever no field has the focus, and are kept in this browser.</p>
      <KeyList end={(id) => changing === id ? <Recorder id={id} onDone={() => setChanging(null)} /> : (
        <span class="change">
          {changes.value[id] && <button class="small plain" aria-label={`Reset the key of ${actions[id].title}`} onClick={() => bind(id, null)}>Reset</button>}
          <button class="small plain" aria-label={`Change the key of ${actions[id].title}`} onClick={() => setChanging(id)}>Change</button>
        </span>
      )} />
    </section>
  );
}
