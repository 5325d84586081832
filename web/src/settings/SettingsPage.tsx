import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import { meta, queue } from '../board/store';
import { isHelping } from '../shell/HelpDialog';
import { theme, type Theme } from '../shell/theme';
import { Icon } from '../widgets/Icon';
import { attempt } from '../widgets/toasts';
import { RecoveryView } from './RecoveryView';

const themes: [Theme, string][] = [['auto', 'As the system'], ['light', 'Light'], ['dark', 'Dark']];
const look = 10_000;

function Health(): JSX.Element {
  const [health, setHealth] = useState<{ status: string; problems: string[] } | null>(null);
  useEffect(() => {
    let isOld = false;
    const read = (): void => void api.ready().then((found) => !isOld && setHealth(found), () => !isOld && setHealth({ status: 'unreachable', problems: ['The server does not answer.'] }));
    read();
    const timer = setInterval(read, look);
    return () => {
      isOld = true;
      clearInterval(timer);
    };
  }, []);
  if (!health) return <span class="hint">…</span>;
  if (health.status === 'ok') return <span class="badge good"><Icon name="done" />It can do its work</span>;
  return <div>{health.problems.map((each) => <p key={each} class="attention"><Icon name="warning" /><span>{each}</span></p>)}</div>;
}

/** What can be set here, and how the server is. */
export function SettingsPage(): JSX.Element {
  const state = queue.value;
  return (
    <main class="list-page settings-page" aria-label="Settings">
      <div class="bar"><h1>Settings</h1></div>
      <div class="scrolls">
        <section aria-labelledby="set-view">
          <h2 id="set-view">This page</h2>
          <fieldset class="choices">
            <legend>Colours</legend>
            {themes.map(([value, text]) => (
              <label key={value}><input type="radio" name="theme" checked={theme.value === value} onChange={() => (theme.value = value)} />{text}</label>
            ))}
          </fieldset>
          <p><button onClick={() => (isHelping.value = true)}><Icon name="help" />Keys</button></p>
        </section>
        <section aria-labelledby="set-queue">
          <h2 id="set-queue">Queue</h2>
          {state && (
            <label class="number">Agents at once
              <input type="number" min={1} max={1000} value={state.capacity} onChange={(event) => {
                const wanted = event.currentTarget.valueAsNumber;
                if (wanted >= 1 && wanted <= 1000) void attempt(() => api.capacity(wanted));
                else event.currentTarget.value = String(state.capacity);
              }} />
            </label>
          )}
        </section>
        <section aria-labelledby="set-server">
          <h2 id="set-server">Server</h2>
          <dl>
            <div><dt>Version</dt><dd>{meta.value?.version}</dd></div>
            <div><dt>Agents work in</dt><dd><code>{meta.value?.workspace}</code></dd></div>
            <div><dt>Health</dt><dd><Health /></dd></div>
          </dl>
        </section>
        <section aria-labelledby="set-recovery">
          <h2 id="set-recovery">Recovery</h2>
          <RecoveryView />
        </section>
      </div>
    </main>
  );
}
