import type { JSX } from 'preact';
import type { Run } from '../api/types';
import { step } from '../routing/route';
import { Badge } from '../widgets/Badge';
import { bytes, moment, took } from '../widgets/time';

/** The runs of a task, newest first. */
export function RunList({ runs }: { runs: Run[] }): JSX.Element {
  if (!runs.length) return <p class="empty">Not run yet.</p>;
  return (
    <div class="scrolls">
      <table>
        <thead>
          <tr><th>Run</th><th>Outcome</th><th>Started</th><th class="right">Took</th><th class="right rare">CPU</th><th class="right rare">Memory</th><th class="right rare">Output</th></tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td><a href={`?task=${run.taskId}&run=${run.id}`} onClick={(event) => {
                event.preventDefault();
                step({ run: run.id, tab: null });
              }}>#{run.attempt}</a></td>
              <td><Badge state={run.state} />{run.reason?.detail && run.state !== 'succeeded' && <span class="detail">{run.reason.detail}</span>}</td>
              <td>{run.startedAt ? moment(run.startedAt) : '–'}</td>
              <td class="right">{run.startedAt && run.endedAt ? took(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : '–'}</td>
              <td class="right rare">{run.usage ? took(run.usage.cpuMs) : '–'}</td>
              <td class="right rare">{run.usage ? bytes(run.usage.maxRssBytes) : '–'}</td>
              <td class="right rare">{bytes(run.log.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
