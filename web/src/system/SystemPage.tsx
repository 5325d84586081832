import type { JSX } from 'preact';
import { api } from '../api/client';
import { meta, queue, settingsRev } from '../board/store';
import { Icon } from '../widgets/Icon';
import { say, attempt } from '../widgets/toasts';
import { bytes, duration, moment, now } from '../widgets/time';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';
import { RecoveryView } from './RecoveryView';

const look = 10_000;

function Health(): JSX.Element {
  const health = useLoaded(api.ready, [], look);
  if (health.problem) return <p class="attention"><Icon name="warning" /><span>{health.problem}</span></p>;
  if (!health.value) return <span class="hint">…</span>;
  if (health.value.status === 'ok') return <span class="badge good"><Icon name="done" />It can do its work</span>;
  return <div>{health.value.problems.map((each) => <p key={each} class="attention"><Icon name="warning" /><span>{each}</span></p>)}</div>;
}

/** What it takes, and what it keeps. */
function Figures(): JSX.Element {
  const loaded = useLoaded(api.system, [settingsRev.value], look);
  const found = loaded.value;
  if (!found) return <Waiting of={loaded} />;
  return (
    <dl>
      <div><dt>Runs since</dt><dd>{moment(found.startedAt)} <span class="hint">({duration(now.value - Date.parse(found.startedAt))}, pid {found.pid}, {bytes(found.memoryBytes)} of memory)</span></dd></div>
      <div><dt>State</dt><dd><code>{found.stateDirectory}</code></dd></div>
      <div><dt>Database</dt><dd>{found.databaseBytes === null ? 'PostgreSQL' : bytes(found.databaseBytes)}</dd></div>
      <div><dt>Logs and prompts</dt><dd>{bytes(found.runsBytes)} <span class="hint">of {found.runs.toLocaleString('en')} {found.runs === 1 ? 'run' : 'runs'}; how long they are kept is in <a href="/settings?at=limits">Limits</a></span></dd></div>
      <div><dt>Free on that disk</dt><dd>{bytes(found.freeBytes)}</dd></div>
    </dl>
  );
}

/** How the server is: its health, what it keeps, what it found when it started. */
export const SystemPage = (): JSX.Element => (
  <main class="list-page settings-page system-page" aria-label="System">
    <div class="bar">
      <h1>System</h1>
      <span class="space" />
      <button onClick={() => void attempt(api.backup).then((made) => made && say(`The database is copied to ${made.path} (${bytes(made.bytes)}).`))}>Back up the database</button>
    </div>
    <div class="scrolls">
      <section aria-labelledby="sys-server">
        <h2 id="sys-server">Server</h2>
        <dl>
          <div><dt>Health</dt><dd><Health /></dd></div>
          <div><dt>Version</dt><dd>{meta.value?.version ?? '–'}</dd></div>
          <div><dt>Agents work in</dt><dd><code>{meta.value?.workspace ?? '–'}</code></dd></div>
          <div><dt>Slots</dt><dd>{queue.value ? `${queue.value.active} of ${queue.value.capacity} in use, ${queue.value.waiting} waiting` : '–'}</dd></div>
        </dl>
        <Figures />
      </section>
      <section aria-labelledby="sys-recovery">
        <h2 id="sys-recovery">Recovery</h2>
        <RecoveryView />
      </section>
    </div>
  </main>
);
