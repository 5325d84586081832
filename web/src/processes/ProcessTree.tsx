import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { TreeProcess } from '../api/types';
import { question } from '../tasks/actions';
import { attempt, say } from '../widgets/toasts';
import { bytes, duration, took } from '../widgets/time';

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGSTOP', 'SIGCONT', 'SIGKILL'];
const states: Record<string, string> = { R: 'running', S: 'sleeping', D: 'waits for a disk', T: 'stopped', t: 'traced', Z: 'ended', I: 'idle' };
const look = 2000;

function send(runId: string, signal: string, scope: 'group' | 'tree'): void {
  const go = (): void => void attempt(async () => {
    await api.signal(runId, signal, scope);
    say(`${signal} sent.`);
  });
  if (signal !== 'SIGKILL') return go();
  question.value = {
    title: `Send SIGKILL to the ${scope === 'tree' ? 'whole tree' : 'process group'}?`,
    text: 'They end at once. Work that they have not saved is lost. To stop the run with a grace, use Stop.',
    action: 'Send SIGKILL',
    isDanger: true,
    then: go,
  };
}

/** The live processes of a run, looked at again and again, and signals to them. */
export function ProcessTree({ runId }: { runId: string }): JSX.Element {
  const [found, setFound] = useState<TreeProcess[] | null>(null);
  const [signal, setSignal] = useState('SIGTERM');
  const [scope, setScope] = useState<'group' | 'tree'>('group');
  useEffect(() => {
    let isOld = false;
    const read = (): void => {
      if (document.hidden) return;
      api.tree(runId).then((tree) => !isOld && setFound(tree.processes), () => undefined);
    };
    read();
    const timer = setInterval(read, look);
    return () => {
      isOld = true;
      clearInterval(timer);
    };
  }, [runId]);
  if (!found) return <p class="empty">Loading…</p>;
  if (found.length === 0) return <p class="empty">No process of this run is alive.</p>;
  return (
    <div class="tree">
      <div class="scrolls">
        <table aria-label="Processes">
          <thead><tr><th>Process</th><th>Command</th><th class="rare">State</th><th class="right">CPU</th><th class="right">Memory</th><th class="right rare">Age</th></tr></thead>
          <tbody>
            {found.map((each) => (
              <tr key={each.pid}>
                <td><code>{each.pid}</code></td>
                <td class="wide" title={each.command}><span class="indent" aria-hidden="true">{'│ '.repeat(Math.max(0, each.depth - 1))}{each.depth > 0 ? '└ ' : ''}</span><code>{each.command}</code></td>
                <td class="rare">{states[each.state] ?? each.state}</td>
                <td class="right">{took(each.cpuMs)}</td>
                <td class="right">{bytes(each.rss)}</td>
                <td class="right rare">{duration(each.ageMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="acts foot">
        <select aria-label="Signal" value={signal} onChange={(event) => setSignal(event.currentTarget.value)}>{signals.map((each) => <option key={each}>{each}</option>)}</select>
        <select aria-label="Who gets it" value={scope} onChange={(event) => setScope(event.currentTarget.value as 'group' | 'tree')}>
          <option value="group">to the leader’s group</option>
          <option value="tree">to the whole tree</option>
        </select>
        <button class={signal === 'SIGKILL' ? 'danger' : ''} onClick={() => send(runId, signal, scope)}>Send</button>
        <span class="hint">{found.length === 1 ? '1 process' : `${found.length} processes`}</span>
      </div>
    </div>
  );
}
