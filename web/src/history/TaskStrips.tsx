import type { JSX } from 'preact';
import type { Run } from '../api/types';
import { openTask } from '../routing/route';
import { TaskLink } from '../tasks/TaskLink';
import { stateWord } from '../widgets/Badge';
import { Sparkline } from '../widgets/Sparkline';
import { moment, took } from '../widgets/time';
import { byTask, lengthOf, median, toneOf } from './outcomes';

const shown = 40;
const marks = { good: '✓', bad: '✕', warn: '!', plain: '■', run: '›' } as const;

function Cell({ run }: { run: Run }): JSX.Element {
  const tone = toneOf(run.state);
  const length = lengthOf(run);
  const text = `Attempt ${run.attempt}: ${stateWord(run.state)}${run.startedAt ? `, ${moment(run.startedAt)}` : ''}${length === null ? '' : `, ${took(length)}`}`;
  return <button class={`cell ${tone}`} title={text} aria-label={text} onClick={() => openTask(run.taskId, { run: run.id })}>{marks[tone]}</button>;
}

/** Each task with how its runs ended, oldest first, and how long they took. */
export const TaskStrips = ({ runs }: { runs: readonly Run[] }): JSX.Element => (
  <table class="strips" aria-label="Outcomes by task">
    <thead><tr><th>Task</th><th>Outcomes</th><th class="right rare">Runs</th><th class="right rare">Good</th><th class="right">Time</th></tr></thead>
    <tbody>
      {byTask(runs).map(({ taskId, runs: all }) => {
        const ended = all.filter((run) => toneOf(run.state) !== 'run');
        const lengths = ended.flatMap((run) => lengthOf(run) ?? []);
        const middle = median(lengths);
        const good = ended.filter((run) => run.state === 'succeeded').length;
        return (
          <tr key={taskId}>
            <td class="wide"><TaskLink id={taskId} /></td>
            <td><span class="strip">{all.slice(-shown).map((run) => <Cell key={run.id} run={run} />)}</span></td>
            <td class="right rare">{all.length}</td>
            <td class="right rare">{ended.length ? `${Math.round((100 * good) / ended.length)} %` : '–'}</td>
            <td class="right"><span class="curve" title={middle === null ? '' : `Half of them took longer than ${took(middle)}`}><Sparkline values={lengths.slice(-shown)} width={96} />{middle === null ? '–' : took(middle)}</span></td>
          </tr>
        );
      })}
    </tbody>
  </table>
);
