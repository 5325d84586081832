import type { JSX } from 'preact';
import { actionIds, actions, caps, keyOf, type ActionId, type Group } from './bindings';

const groups: Group[] = ['Anywhere', 'Board', 'Log'];

export const Caps = ({ keys }: { keys: string }): JSX.Element => <span class="caps">{caps(keys).map((each, i) => <kbd key={i}>{each}</kbd>)}</span>;

/** All keys, in groups; what stands at the end of each line is up to who shows them. */
export const KeyList = ({ end }: { end?: (id: ActionId) => JSX.Element }): JSX.Element => (
  <div class="keys">
    {groups.map((group) => (
      <section key={group} aria-labelledby={`keys-${group}`}>
        <h3 id={`keys-${group}`}>{group}</h3>
        <dl>
          {group === 'Anywhere' && <div><dt><span class="caps"><kbd>Ctrl</kbd><kbd>k</kbd></span></dt><dd>Commands, and tasks by name</dd></div>}
          {actionIds.filter((id) => actions[id].group === group).map((id) => (
            <div key={id}><dt><Caps keys={keyOf(id)} /></dt><dd>{actions[id].title}{end?.(id)}</dd></div>
          ))}
        </dl>
      </section>
    ))}
  </div>
);
