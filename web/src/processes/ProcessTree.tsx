import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { question } from '../tasks/actions';
import { attempt, say } from '../widgets/toasts';
import { bytes, duration, took } from '../widgets/time';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGSTOP', 'SIGCONT', 'SIGKILL'];
const states: Record<string, string> = { R: 'running', S: 'sleeping', D: 'waits for a disk', T: 'stopped', t: 'traced', Z: 'ended', I: 'idle' };
const look = 2000;

type Target = 'group' | 'tree' | number;

const whom = (target: Target): string => (target === 'tree' ? 'the whole tree' : target === 'group' ? 'the process group' : `process ${target}`);

function send(runId: string, signal: string, target: Target): void {
  const go = (): void => void attempt(async () => {
    await api.signal(runId, signal, target);
    say(`${signal} sent to ${whom(target)}.`);
  });
  if (signal !== 'SIGKILL') return go();
  question.value = {
    title: `Send SIGKILL to ${whom(target)}?`,
    text: typeof target === 'number' ? 'It ends at once; the rest of the run goes on without it.' : 'They end at once. Work that they have not saved is lost. To stop the run with a grace, use Stop.',
    action: 'Send SIGKILL',
    isDanger: true,
    then: go,
  };
}

/** The live processes of a run, looked at again and again, and signals to them. */
export function ProcessTree({ runId }: { runId: string }): JSX.Element {
  const tree = useLoaded(() => api.tree(runId), [runId], look);
  const [signal, setSignal] = useState('SIGTERM');
  const [scope, setScope] = useState<Target>('group');
  if (!tree.value) return <Waiting of={tree} />;
  const found = tree.value.processes;
  if (found.length === 0) return <p class="empty">No process of this run is alive.</p>;
  return (
    <div class="tree">
      <div class="scrolls">
        <table aria-label="Processes">
          <thead><tr><th>Process</th><th>Command</th><th class="rare">State</th><th class="right">CPU</th><th class="right">Memory</th><th class="right rare">Age</th><th><span class="sr">Signal</span></th></tr></thead>
          <tbody>
            {found.map((each) => (
              <tr key={each.pid}>
                <td><code>{each.pid}</code></td>
                <td class="wide" title={each.command}><span class="indent" aria-hidden="true">{'│ '.repeat(Math.max(0, each.depth - 1))}{each.depth > 0 ? '└ ' : ''}</span><code>{each.command}</code></td>
                <td class="rare">{states[each.state] ?? each.state}</td>
                <td class="right">{took(each.cpuMs)}</td>
                <td class="right">{bytes(each.rss)}</td>
                <td class="right rare">{duration(each.ageMs)}</td>
                <td class="right"><button class={`small plain${signal === 'SIGKILL' ? ' danger' : ''}`} title={`Send ${signal} to this process alone`} aria-label={`Send ${signal} to process ${each.pid}`} onClick={() => send(runId, signal, each.pid)}>{signal}</button></td>
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
