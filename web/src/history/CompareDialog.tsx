import type { JSX } from 'preact';
import type { Run } from '../api/types';
import { TaskLink } from '../tasks/TaskLink';
import { Badge } from '../widgets/Badge';
import { Dialog } from '../widgets/Dialog';
import { bytes, moment, took } from '../widgets/time';
import { lengthOf } from './outcomes';

type Fact = [name: string, of: (run: Run) => JSX.Element | string | null, measure?: (run: Run) => number | null];

const facts: Fact[] = [
  ['Task', (run) => <TaskLink id={run.taskId} run={run.id} />],
  ['Attempt', (run) => String(run.attempt)],
  ['Outcome', (run) => <Badge state={run.state} />],
  ['Why', (run) => run.reason?.detail ?? null],
  ['Exit', (run) => (run.exitCode !== null ? String(run.exitCode) : run.signal)],
  ['Started', (run) => (run.startedAt ? moment(run.startedAt) : null)],
  ['Took', (run) => (lengthOf(run) === null ? null : took(lengthOf(run)!)), lengthOf],
  ['Processor time', (run) => (run.usage ? took(run.usage.cpuMs) : null), (run) => run.usage?.cpuMs ?? null],
  ['Most memory', (run) => (run.usage ? bytes(run.usage.maxRssBytes) : null), (run) => run.usage?.maxRssBytes ?? null],
  ['Read from storage', (run) => (run.usage ? bytes(run.usage.readBytes) : null), (run) => run.usage?.readBytes ?? null],
  ['Written to storage', (run) => (run.usage ? bytes(run.usage.writeBytes) : null), (run) => run.usage?.writeBytes ?? null],
  ['Output', (run) => bytes(run.log.bytes), (run) => run.log.bytes],
  ['Profile', (run) => run.profile],
  ['Command', (run) => <code>{run.command.join(' ').slice(0, 300)}</code>],
];

function difference(a: number | null, b: number | null): string {
  if (a === null || b === null || a === b) return '';
  if (a === 0) return 'more';
  const percent = Math.round((100 * (b - a)) / a);
  return percent === 0 ? '' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}

/** Two runs side by side; what differs is marked. */
export const CompareDialog = ({ runs: [a, b], onClose }: { runs: readonly [Run, Run]; onClose: () => void }): JSX.Element => (
  <Dialog isWide title="Two runs" onClose={onClose}>
    <div class="table">
      <table class="compare" aria-label="Two runs">
        <thead><tr><th><span class="sr">What</span></th><th>Earlier</th><th>Later</th><th>Difference</th></tr></thead>
        <tbody>
          {facts.map(([name, of, measure]) => (
            <tr key={name}><th scope="row">{name}</th><td>{of(a) ?? '–'}</td><td>{of(b) ?? '–'}</td><td>{measure ? difference(measure(a), measure(b)) : ''}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  </Dialog>
);
