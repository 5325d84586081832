import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Task } from '../api/types';
import { queue, tasks } from '../board/store';
import { isResuming } from '../queue/ResumeDialog';
import { openPage, openTask, parameter } from '../routing/route';
import { approve, canDequeue, canKill, canQueue, canRun, canStop, dequeue, enqueue, isCreating, kill, run, stop } from '../tasks/actions';
import { stateWord } from '../widgets/Badge';
import { Dialog } from '../widgets/Dialog';
import { attempt } from '../widgets/toasts';
import { keyText } from './bindings';
import { isHelping } from './HelpDialog';
import { choose, type Command } from './palette';
import { nextTheme } from './theme';

export const isChoosing = signal(false);

const most = 12;

addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  if (document.querySelector('dialog[open]') && !isChoosing.value) return;
  event.preventDefault();
  isChoosing.value = !isChoosing.value;
});

const ofTask = (task: Task): Command[] => [
  ...(canRun(task) ? [{ title: `Run ${task.id}`, hint: keyText('run'), go: () => void run(task) }] : []),
  ...(canQueue(task) ? [{ title: `Queue ${task.id}`, hint: keyText('queue'), go: () => void enqueue(task) }] : []),
  ...(canDequeue(task) ? [{ title: `Take ${task.id} out of the queue`, go: () => void dequeue(task) }] : []),
  ...(canStop(task) ? [{ title: `Stop ${task.id}`, hint: keyText('stop'), go: () => void stop(task) }] : []),
  ...(canKill(task) ? [{ title: `Kill ${task.id}`, hint: keyText('kill'), go: () => kill(task) }] : []),
  ...(task.status === 'review' ? [{ title: `Approve ${task.id}`, hint: keyText('approve'), go: () => void approve(task) }] : []),
];

function commands(): Command[] {
  const open = tasks.value.get(parameter('task'));
  const state = queue.value;
  const paused = state?.paused || state?.draining;
  return [
    ...(open ? ofTask(open) : []),
    { title: 'New task', hint: keyText('create'), go: () => (isCreating.value = true) },
    { title: 'Go to the board', hint: keyText('board'), go: () => openPage('board') },
    { title: 'Go to the queue', hint: keyText('queuePage'), go: () => openPage('queue') },
    { title: 'Go to processes', hint: keyText('processes'), go: () => openPage('processes') },
    { title: 'Go to the history', hint: keyText('history'), go: () => openPage('history') },
    { title: 'Go to the system', hint: keyText('system'), go: () => openPage('system') },
    { title: 'Go to settings', hint: keyText('settings'), go: () => openPage('settings') },
    ...(['profiles', 'limits', 'workspaces', 'schedules', 'webhooks', 'tokens', 'keys'] as const).map((at) => ({ title: `Settings: ${at}`, go: () => openPage('settings', { at }) })),
    paused ? { title: 'Resume the queue', go: () => (isResuming.value = true) } : { title: 'Pause the queue', go: () => void attempt(() => api.pause('')) },
    { title: 'Change colours', go: nextTheme },
    { title: 'Show the keys', hint: keyText('help'), go: () => (isHelping.value = true) },
    ...[...tasks.value.values()].map((task) => ({ title: `${task.id} ${task.title}`, hint: stateWord(task.status), go: () => openTask(task.id) })),
  ];
}

/** Everything that can be done, by its name (Ctrl or ⌘ and k). */
export function PaletteDialog(): JSX.Element | null {
  return isChoosing.value ? <Palette /> : null;
}

function Palette(): JSX.Element {
  const [words, setWords] = useState('');
  const [place, setPlace] = useState(0);
  const found = choose(words, commands(), most);
  const at = Math.min(place, found.length - 1);
  const close = (): void => void (isChoosing.value = false);
  const go = (command: Command | undefined): void => {
    if (!command) return;
    close();
    command.go();
  };
  return (
    <Dialog title="Commands" onClose={close}>
      <input
        type="text"
        role="combobox"
        aria-label="What to do"
        aria-expanded={found.length > 0}
        aria-controls="palette-list"
        aria-activedescendant={found.length ? `palette-${at}` : undefined}
        autofocus
        autocomplete="off"
        placeholder="A command, or a task"
        value={words}
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (by && found.length) setPlace((at + by + found.length) % found.length);
          else if (event.key === 'Enter') {
            // What was typed last may not have been drawn yet.
            const latest = event.currentTarget.value;
            go(latest === words ? found[at] : choose(latest, commands(), most)[0]);
          }
          else return;
          event.preventDefault();
        }}
      />
      <ul id="palette-list" class="palette" role="listbox" aria-label="Commands">
        {found.map((command, i) => (
          <li key={command.title} id={`palette-${i}`} role="option" aria-selected={i === at} onMouseMove={() => setPlace(i)} onClick={() => go(command)}>
            <span>{command.title}</span>{command.hint && <span class="hint">{command.hint}</span>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="empty">Nothing fits.</p>}
    </Dialog>
  );
}
