import type { JSX } from 'preact';
import type { Run } from '../api/types';
import { openTask } from '../routing/route';
import { TaskLink } from '../tasks/TaskLink';
import { Badge } from '../widgets/Badge';
import { bytes, moment, took } from '../widgets/time';
import { lengthOf } from './outcomes';

interface Properties {
  runs: readonly Run[];
  /** Runs of several tasks have the task's name; those of one do not need it. */
  hasTask?: boolean;
  /** The two that are compared. */
  chosen?: readonly string[];
  onChoose?: (id: string) => void;
}

/** Runs with how they ended and what they used. */
export const RunTable = ({ runs, hasTask, chosen = [], onChoose }: Properties): JSX.Element => (
  <table aria-label="Runs">
    <thead>
      <tr>
        {onChoose && <th><span class="sr">Compare</span></th>}
        {hasTask && <th>Task</th>}
        <th class={hasTask ? 'rare' : ''}>Run</th><th>Outcome</th><th class="rare">Started</th><th class="right">Took</th><th class="right rare">CPU</th><th class="right rare">Memory</th><th class="right rare">Output</th>
      </tr>
    </thead>
    <tbody>
      {runs.map((run) => {
        const length = lengthOf(run);
        return (
          <tr key={run.id} class="opens" onClick={(event) => !(event.target as HTMLElement).closest('a, input, label') && openTask(run.taskId, { run: run.id })}>
            {onChoose && <td><input type="checkbox" checked={chosen.includes(run.id)} aria-label={`Compare run ${run.attempt} of ${run.taskId}`} onChange={() => onChoose(run.id)} /></td>}
            {hasTask && <td class="wide"><TaskLink id={run.taskId} run={run.id} /></td>}
            <td class={hasTask ? 'rare' : ''}>{hasTask ? `#${run.attempt}` : <a href={`?task=${run.taskId}&run=${run.id}`} onClick={(event) => {
              event.preventDefault();
              openTask(run.taskId, { run: run.id });
            }}>#{run.attempt}</a>}</td>
            <td><Badge state={run.state} />{run.reason?.detail && run.state !== 'succeeded' && <span class="detail">{run.reason.detail}</span>}</td>
            <td class="rare">{run.startedAt ? moment(run.startedAt) : '–'}</td>
            <td class="right">{length === null ? '–' : took(length)}</td>
            <td class="right rare">{run.usage ? took(run.usage.cpuMs) : '–'}</td>
            <td class="right rare">{run.usage ? bytes(run.usage.maxRssBytes) : '–'}</td>
            <td class="right rare">{bytes(run.log.bytes)}</td>
          </tr>
        );
      })}
    </tbody>
  </table>
);
