import type { JSX } from 'preact';
import { api } from '../api/client';
import type { Settings } from '../api/settingTypes';
import { settingsRev } from '../board/store';
import { ChoiceField, DurationField, NumberField, SizeField } from '../forms/fields';
import { Form, throwIfWrong } from '../forms/Form';
import { attempt, say } from '../widgets/toasts';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';

type Name = 'capacity' | 'taskTimeoutMs' | 'idleTimeoutMs' | 'stopGraceMs' | 'defaultProfile' | 'logRetentionMs' | 'logMaxBytes' | 'logTotalBytes' | 'keptRuns';

const names: Name[] = ['capacity', 'taskTimeoutMs', 'idleTimeoutMs', 'stopGraceMs', 'defaultProfile', 'logRetentionMs', 'logMaxBytes', 'logTotalBytes', 'keptRuns'];
const sources: Record<Settings['sources'][string], string> = { stored: 'set here', option: 'from an option of drover serve', environment: 'from the environment', default: 'the default' };

/** The limits that hold for every task that does not say otherwise: what they may be, and where each comes from. */
export function LimitsSection(): JSX.Element {
  const loaded = useLoaded(async () => ({ settings: await api.settings(), profiles: await api.profiles() }), [settingsRev.value]);
  if (!loaded.value) return <section aria-labelledby="set-limits"><h2 id="set-limits">Limits</h2><Waiting of={loaded} /></section>;
  const { settings, profiles } = loaded.value;
  const note = (name: Name, range: string): JSX.Element => {
    const source = settings.sources[name] ?? 'default';
    return (
      <>
        {range} · {sources[source]}
        {source === 'stored' && <> · <button type="button" class="link" aria-label={`Reset ${name}`} onClick={() => void attempt(() => api.set({ [name]: null })).then(loaded.again)}>reset</button></>}
      </>
    );
  };
  return (
    <section aria-labelledby="set-limits">
      <h2 id="set-limits">Limits</h2>
      <p class="hint about">What a task says comes before what its profile says, that before this, and this before options, variables and defaults.</p>
      <Form
        key={settings.rev + settings.capacity}
        action="Save"
        onSend={async (read) => {
          const found: Record<Name, number | string | null> = {
            capacity: read.number('capacity'),
            taskTimeoutMs: read.duration('taskTimeoutMs') ?? 0,
            idleTimeoutMs: read.duration('idleTimeoutMs') ?? 0,
            stopGraceMs: read.duration('stopGraceMs') ?? 0,
            defaultProfile: read.text('defaultProfile'),
            logRetentionMs: read.duration('logRetentionMs') ?? 0,
            logMaxBytes: read.size('logMaxBytes') ?? 0,
            logTotalBytes: read.size('logTotalBytes') ?? 0,
            keptRuns: read.number('keptRuns') ?? 0,
          };
          throwIfWrong(read);
          // Only what was changed is stored: the rest stays where it comes from.
          const changed = names.filter((name) => found[name] !== (settings[name] ?? 0));
          await api.set(Object.fromEntries(changed.map((name) => [name, found[name]])), settings.rev);
          say('The limits are saved.');
          loaded.again();
        }}
      >
        <div class="halves">
          <NumberField name="capacity" label="Agents at once" value={settings.capacity} min={1} max={1000} required hint={note('capacity', '1 to 1,000')} />
          <ChoiceField name="defaultProfile" label="Default profile" value={settings.defaultProfile} options={profiles.map((each) => [each.name, each.name] as const)} hint={note('defaultProfile', 'for tasks that name none')} />
          <DurationField name="taskTimeoutMs" label="A run may take" value={settings.taskTimeoutMs} placeholder="for ever" hint={note('taskTimeoutMs', 'up to 365d; empty: no limit')} />
          <DurationField name="idleTimeoutMs" label="A run may be silent" value={settings.idleTimeoutMs} placeholder="for ever" hint={note('idleTimeoutMs', 'up to 365d; empty: no limit')} />
          <DurationField name="stopGraceMs" label="Grace of a stop" value={settings.stopGraceMs} placeholder="none" hint={note('stopGraceMs', '0 to 1h')} />
          <SizeField name="logMaxBytes" label="Output kept of a run" value={settings.logMaxBytes} placeholder="all" hint={note('logMaxBytes', 'head and newest tail; empty: all')} />
          <SizeField name="logTotalBytes" label="Output kept of all runs" value={settings.logTotalBytes} placeholder="all" hint={note('logTotalBytes', 'the oldest ended runs go first; empty: all')} />
          <DurationField name="logRetentionMs" label="Ended runs are kept for" value={settings.logRetentionMs} placeholder="ever" hint={note('logRetentionMs', 'up to 3650d; empty: for ever')} />
          <NumberField name="keptRuns" label="Ended runs kept of a task" value={settings.keptRuns} min={0} max={1_000_000} placeholder="all" hint={note('keptRuns', 'up to 1,000,000; empty: all')} />
        </div>
      </Form>
    </section>
  );
}
