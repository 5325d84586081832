import type { JSX } from 'preact';
import { api } from '../api/client';
import type { Recovery } from '../api/types';
import { settingsRev } from '../board/store';
import { openTask } from '../routing/route';
import { attempt } from '../widgets/toasts';
import { moment } from '../widgets/time';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';

const kinds: [keyof Omit<Recovery, 'at' | 'tookMs'>, string, string][] = [
  ['reattached', 'Went on', 'They ran while no server was there, and are followed again.'],
  ['settled', 'Had ended', 'They ended meanwhile; how they ended was recorded and is on the board.'],
  ['lost', 'Lost', 'Nobody knows how they ended: what held them was killed, or the machine was restarted.'],
  ['neverStarted', 'Never started', 'The server ended before their command was started. Their tasks are where they were.'],
  ['orphans', 'Orphans', 'They belonged to no task any more and were stopped.'],
];

function RunLink({ id }: { id: string }): JSX.Element {
  return (
    <button class="quiet id" onClick={() => void attempt(async () => openTask((await api.runById(id)).taskId, { run: id }))}>{id}</button>
  );
}

/** What the server found of earlier runs when it started. */
export function RecoveryView(): JSX.Element {
  const report = useLoaded(api.recovery, [settingsRev.value]);
  const found = report.value;
  if (!found) return <Waiting of={report} />;
  const some = kinds.filter(([kind]) => found[kind].length > 0);
  return (
    <div class="recovery">
      <p class="hint">The server started {moment(found.at)}{some.length === 0 ? ' and found no run of a server before it.' : `. It took ${found.tookMs} ms to find the runs before it:`}</p>
      {some.map(([kind, title, text]) => (
        <section key={kind}>
          <h3>{title}<span class="count">{found[kind].length}</span></h3>
          <p class="hint">{text}</p>
          <p>{found[kind].map((id) => (kind === 'orphans' ? <span key={id} class="id">{id} </span> : <RunLink key={id} id={id} />))}</p>
        </section>
      ))}
    </div>
  );
}
