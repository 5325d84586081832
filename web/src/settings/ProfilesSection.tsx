import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Check, Profile } from '../api/settingTypes';
import { settingsRev } from '../board/store';
import { Collection } from '../widgets/Collection';
import { CheckView } from './CheckView';
import { ProfileForm } from './ProfileForm';

/** Tests whether the command of a profile can be started, where the profile stands. */
function Tester({ name }: { name: string }): JSX.Element {
  const [state, setState] = useState<'idle' | 'asking' | Check | string>('idle');
  const ask = (): void => {
    setState('asking');
    api.checkProfile(name).then(setState, (problem: Error) => setState(problem.message));
  };
  return (
    <div class="tester" role="status">
      <button class="small plain" disabled={state === 'asking'} aria-label={`Test command of ${name}`} onClick={ask}>{'Test command'}</button>
      {typeof state === 'object' ? <CheckView check={state} /> : state !== 'idle' && state !== 'asking' ? <span class="fault">{state}</span> : null}
    </div>
  );
}

export const ProfilesSection = (): JSX.Element => (
  <Collection<Profile>
    title="Profiles"
    about="A profile says how an agent is called and what it may take. Tasks name one, or take the default."
    noun="profile"
    load={api.profiles}
    stamp={settingsRev.value}
    heads={['Name', 'Command', 'Check']}
    nameOf={(each) => each.name}
    cells={(each) => [
      <><b>{each.name}</b>{each.builtIn && <span class="detail">from AGENT_COMMAND</span>}</>,
      <code class="clip" title={[each.command, ...each.args].join(' ')}>{[each.command, ...each.args].join(' ')}</code>,
      <Tester key={each.rev} name={each.name} />,
    ]}
    empty="There is no profile."
    form={(each, close) => <ProfileForm profile={each} onClose={close} />}
    remove={(each) => (each.builtIn ? null : () => api.removeProfile(each.name))}
    removal="Tasks that name it must be given another first. Runs that were made with it stay as they are."
  />
);
