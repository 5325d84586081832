import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Dialog } from '../widgets/Dialog';

export const isHelping = signal(false);

const groups: [string, [string, string][]][] = [
  ['Anywhere', [['?', 'This help'], ['g b', 'Board'], ['g q', 'Queue'], ['g p', 'Processes'], ['g h', 'History'], ['g s', 'Settings'], ['Ctrl k', 'Commands, tasks by name'], ['c', 'New task'], ['/', 'Search or filter'], ['Esc', 'Close']]],
  ['Board', [['j k', 'Next, previous card'], ['h l', 'Lane to the left, right'], ['Enter', 'Open'], ['r', 'Run'], ['q', 'Queue'], ['s', 'Stop'], ['Shift S', 'Kill'], ['a', 'Approve'], ['< >', 'Move the card a lane on'], ['x', 'Select'], ['Shift J K', 'Select the next, previous too']]],
  ['Log', [['f', 'Follow the end'], ['w', 'Wrap lines'], ['t', 'Time stamps'], ['n N', 'Next, previous match'], ['g g', 'Beginning'], ['G', 'End'], ['y l', 'Copy a link to this view']]],
];

export function HelpDialog(): JSX.Element | null {
  if (!isHelping.value) return null;
  return (
    <Dialog title="Keys" onClose={() => (isHelping.value = false)}>
      <div class="keys">
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, text]) => (
                <div key={key}><dt>{key.split(' ').map((each) => <kbd key={each}>{each}</kbd>)}</dt><dd>{text}</dd></div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
