import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { settingsRev } from '../board/store';
import { openPage } from '../routing/route';
import { CheckView } from '../settings/CheckView';
import { ProfileForm } from '../settings/ProfileForm';
import { isCreating } from '../tasks/actions';
import { Dialog } from '../widgets/Dialog';
import { Icon } from '../widgets/Icon';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';

/** Everything that a first run needs, looked at. */
async function look() {
  const settings = await api.settings();
  const [profiles, check] = await Promise.all([api.profiles(), api.checkProfile(settings.defaultProfile)]);
  return { settings, check, profile: profiles.find((each) => each.name === settings.defaultProfile) ?? null };
}

/** What stands on an empty board: whether an agent can be started, where it will work, and what to do first. */
export function SetupView(): JSX.Element {
  const found = useLoaded(look, [settingsRev.value]);
  const [isEditing, setEditing] = useState(false);
  const state = found.value;
  return (
    <div class="setup">
      <h2>An empty board</h2>
      <p class="hint">Write down what an agent should do. Run it, watch its output here, and approve what it made.</p>
      {!state ? <Waiting of={found} /> : (
        <ol>
          <li class={state.check.found ? 'good' : 'bad'}>
            <h3>The agent</h3>
            <p>Tasks are given to <code>{[state.profile?.command, ...(state.profile?.args ?? [])].join(' ')}</code></p>
            <CheckView check={state.check} />
            {!state.check.found && <p class="hint">Set <code>AGENT_COMMAND</code> and start the server again, or say here how your agent is called. To see the board move without one: <code>./start.sh --demo</code></p>}
            <p class="acts"><button onClick={() => setEditing(true)}><Icon name="edit" />{state.check.found ? 'Change how it is called' : 'Say how it is called'}</button><button class="quiet" onClick={found.again}>Check again</button></p>
          </li>
          <li class="good">
            <h3>Where it works</h3>
            <p><code>{state.settings.workspace}</code></p>
            <p class="acts"><button class="quiet" onClick={() => openPage('settings', { at: 'workspaces' })}>Other directories, or a git worktree for each task</button></p>
          </li>
          <li class="good">
            <h3>How much at once</h3>
            <p>{state.settings.capacity === 1 ? 'One agent at a time.' : `Up to ${state.settings.capacity} agents at a time.`} A stop waits {Math.round(state.settings.stopGraceMs / 100) / 10} s before it kills.</p>
            <p class="acts"><button class="quiet" onClick={() => openPage('settings', { at: 'limits' })}>Limits</button></p>
          </li>
        </ol>
      )}
      <button class="primary" onClick={() => (isCreating.value = true)}><Icon name="plus" />Write the first task</button>
      {isEditing && state && (
        <Dialog isWide title={`Profile ${state.settings.defaultProfile}`} onClose={() => setEditing(false)}>
          <ProfileForm profile={state.profile} onClose={() => {
            setEditing(false);
            found.again();
          }} />
        </Dialog>
      )}
    </div>
  );
}
