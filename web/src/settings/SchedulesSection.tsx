import type { JSX } from 'preact';
import { api } from '../api/client';
import type { Schedule } from '../api/settingTypes';
import { settingsRev } from '../board/store';
import { CheckField, ChoiceField, Fields, TextField } from '../forms/fields';
import { Form, throwIfWrong } from '../forms/Form';
import { openTask } from '../routing/route';
import { readTask, TaskFields } from '../tasks/TaskFields';
import { Collection } from '../widgets/Collection';
import { attempt } from '../widgets/toasts';
import { moment } from '../widgets/time';

const overlaps = [['skip', 'make none'], ['queue', 'queue another']] as const;
const catches = [['none', 'nothing'], ['one', 'one task for all of them']] as const;

const ScheduleForm = ({ schedule, onClose }: { schedule: Schedule | null; onClose: () => void }): JSX.Element => (
  <Form
    action="Save"
    isNew={!schedule}
    onCancel={onClose}
    onSend={async (read) => {
      const task = readTask(read, 'task.');
      throwIfWrong(read);
      await api.setSchedule(schedule?.name ?? read.text('name'), {
        cron: read.text('cron'),
        timeZone: read.text('timeZone') || 'UTC',
        enabled: read.isOn('enabled'),
        overlap: read.text('overlap'),
        catchUp: read.text('catchUp'),
        task,
      });
      onClose();
    }}
  >
    {!schedule && <TextField name="name" label="Name" required maxLength={64} autofocus placeholder="nightly" />}
    <div class="pair">
      <TextField name="cron" label="When" value={schedule?.cron} required placeholder="0 3 * * 1-5" hint="Minute, hour, day, month, weekday; or @hourly, @daily, @weekly" />
      <TextField name="timeZone" label="Time zone" value={schedule?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone} />
    </div>
    <div class="halves">
      <ChoiceField name="overlap" label="While the last one still waits or runs" value={schedule?.overlap ?? 'skip'} options={overlaps} />
      <ChoiceField name="catchUp" label="For times at which no server ran" value={schedule?.catchUp ?? 'none'} options={catches} />
    </div>
    <CheckField name="enabled" label="On" value={schedule?.enabled ?? true} />
    <Fields title="The task that is made and queued"><TaskFields task={schedule?.task ?? { title: '' }} prefix="task." isFolded /></Fields>
  </Form>
);

const TaskLink = ({ id }: { id: string }): JSX.Element => <button class="quiet id" onClick={() => openTask(id)}>{id}</button>;

export const SchedulesSection = (): JSX.Element => (
  <Collection<Schedule>
    title="Schedules"
    about="A schedule makes a task and queues it whenever its time comes."
    noun="schedule"
    load={api.schedules}
    stamp={settingsRev.value}
    heads={['Name', 'When', 'Next', 'Last']}
    nameOf={(each) => each.name}
    cells={(each) => [
      <label class="check"><input type="checkbox" checked={each.enabled} aria-label={`${each.name} is on`} onChange={(event) => void attempt(() => api.turnSchedule(each.name, event.currentTarget.checked))} /><b>{each.name}</b></label>,
      <><code>{each.cron}</code><span class="detail">{each.timeZone}</span></>,
      each.enabled && each.nextAt ? moment(each.nextAt) : '–',
      each.lastAt ? <>{moment(each.lastAt)} {each.lastTaskId ? <TaskLink id={each.lastTaskId} /> : <span class="detail">{each.lastResult}</span>}</> : '–',
    ]}
    empty="Nothing is scheduled. A schedule can build and test every night, say."
    form={(each, close) => <ScheduleForm schedule={each} onClose={close} />}
    remove={(each) => () => api.removeSchedule(each.name)}
    removal="Tasks that it has made stay on the board."
  />
);
