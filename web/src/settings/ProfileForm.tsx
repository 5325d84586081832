import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Profile, ProfileDraft } from '../api/settingTypes';
import { CheckField, ChoiceField, DurationField, Fields, LinesField, NumberField, SizeField, TextField } from '../forms/fields';
import { Form, throwIfWrong } from '../forms/Form';
import type { FormReader } from '../forms/FormReader';
import { say } from '../widgets/toasts';
import { EnvironmentFields, readEnvironment } from './EnvironmentFields';

const inputs = [['none', 'Nothing (/dev/null)'], ['prompt', 'The prompt, then its end'], ['promptFile', 'The path of the prompt’s file'], ['pipe', 'What people send'], ['pty', 'A terminal']] as const;
const failures = [['', 'Back to Todo'], ['todo', 'Back to Todo, always'], ['retry', 'Try again'], ['failed', 'To Failed']] as const;

const readRateLimit = (read: FormReader): ProfileDraft['rateLimit'] =>
  read.isOn('isLimited')
    ? {
        exitCodes: read.numbers('rateLimit.exitCodes'),
        patterns: read.lines('rateLimit.patterns'),
        withinMs: read.duration('rateLimit.withinMs'),
        waitMs: read.duration('rateLimit.waitMs'),
        minWaitMs: read.duration('rateLimit.minWaitMs'),
        maxWaitMs: read.duration('rateLimit.maxWaitMs'),
      }
    : null;

const readProfile = (read: FormReader): ProfileDraft => ({
  command: read.text('command'),
  args: read.lines('args'),
  stdin: read.text('stdin'),
  columns: read.number('columns') ?? 120,
  rows: read.number('rows') ?? 30,
  environment: readEnvironment(read),
  limits: {
    timeoutMs: read.duration('limits.timeoutMs'),
    idleTimeoutMs: read.duration('limits.idleTimeoutMs'),
    memoryBytes: read.size('limits.memoryBytes'),
    cpus: read.number('limits.cpus'),
    pids: read.number('limits.pids'),
    openFiles: read.number('limits.openFiles'),
    outputBytes: read.size('limits.outputBytes'),
    graceMs: read.duration('limits.graceMs'),
  },
  stopSignal: read.text('stopSignal') || 'SIGTERM',
  successCodes: read.numbers('successCodes'),
  retry: { onFailure: read.textOrNull('retry.onFailure'), maxAttempts: read.number('retry.maxAttempts'), backoffMs: read.duration('retry.backoffMs') },
  rateLimit: readRateLimit(read),
});

/** All of a profile: how its agent is called, what it sees, what it may take, what its end means. */
export function ProfileForm({ profile, onClose }: { profile: Profile | null; onClose: () => void }): JSX.Element {
  const [stdin, setStdin] = useState(profile?.stdin ?? 'none');
  const [isLimited, setLimited] = useState(Boolean(profile?.rateLimit));
  const limits = profile?.limits;
  const rules = profile?.rateLimit;
  return (
    <Form
      action="Save"
      isNew={!profile}
      onCancel={onClose}
      onSend={async (read) => {
        const draft = readProfile(read);
        throwIfWrong(read);
        if (profile) await api.setProfile(profile.name, draft, profile.builtIn ? undefined : profile.rev);
        else await api.addProfile({ name: read.text('name'), ...draft });
        say('The profile is saved; the next run uses it.');
        onClose();
      }}
    >
      {profile?.builtIn && <p class="hint">This is what AGENT_COMMAND says. Saved here, it holds instead of the variable.</p>}
      {!profile && <TextField name="name" label="Name" required maxLength={64} autofocus placeholder="reviewer" />}
      <TextField name="command" label="Command" value={profile?.command} required placeholder="claude" hint="An executable: its name on the server’s PATH, or its path." />
      <LinesField name="args" label="Arguments, one a line" value={profile?.args ?? ['{prompt}']} rows={4} hint="Filled in: {prompt} {promptFile} {docsPath} {taskId} {runId}" />
      <div onInput={(event) => (event.target as HTMLInputElement).name === 'stdin' && setStdin((event.target as HTMLSelectElement).value)}>
        <ChoiceField name="stdin" label="Standard input" value={profile?.stdin ?? 'none'} options={inputs} />
      </div>
      {stdin === 'pty' && (
        <div class="halves">
          <NumberField name="columns" label="Columns" value={profile?.columns ?? 120} min={1} max={1000} />
          <NumberField name="rows" label="Rows" value={profile?.rows ?? 30} min={1} max={1000} />
        </div>
      )}
      <Fields title="Environment" isFolded><EnvironmentFields environment={profile?.environment} /></Fields>
      <Fields title="Limits" isFolded>
        <div class="halves">
          <DurationField name="limits.timeoutMs" label="Time" value={limits?.timeoutMs} hint="Empty: as in Limits of the settings" />
          <DurationField name="limits.idleTimeoutMs" label="Time without output" value={limits?.idleTimeoutMs} />
          <DurationField name="limits.graceMs" label="Grace of a stop" value={limits?.graceMs} placeholder="5s" hint="At most 1h" />
          <SizeField name="limits.memoryBytes" label="Memory of the tree" value={limits?.memoryBytes} hint="At least 1M" />
          <NumberField name="limits.cpus" label="Processors" value={limits?.cpus} min={0.01} max={4096} hint="1.5 is one and a half" />
          <NumberField name="limits.pids" label="Processes and threads" value={limits?.pids} min={1} />
          <NumberField name="limits.openFiles" label="Open files of a process" value={limits?.openFiles} min={16} />
          <SizeField name="limits.outputBytes" label="Output that is kept" value={limits?.outputBytes} hint="Head and newest tail" />
        </div>
      </Fields>
      <Fields title="Ends and retries" isFolded>
        <div class="halves">
          <TextField name="stopSignal" label="First signal of a stop" value={profile?.stopSignal ?? 'SIGTERM'} />
          <TextField name="successCodes" label="Exit codes of success" value={(profile?.successCodes ?? [0]).join(', ')} />
          <ChoiceField name="retry.onFailure" label="When a task fails" value={profile?.retry.onFailure} options={failures} />
          <NumberField name="retry.maxAttempts" label="Attempts at most" value={profile?.retry.maxAttempts} min={1} max={1000} placeholder="3" />
          <DurationField name="retry.backoffMs" label="Wait before the next" value={profile?.retry.backoffMs} placeholder="10s" hint="Doubled each time, up to 10m" />
        </div>
      </Fields>
      <Fields title="Rate limits" isFolded={!isLimited}>
        <div onInput={(event) => (event.target as HTMLInputElement).name === 'isLimited' && setLimited((event.target as HTMLInputElement).checked)}>
          <CheckField name="isLimited" label="Look for signs of a rate limit" value={isLimited} hint="The queue pauses, and the task goes on after it: that is no failure." />
        </div>
        {isLimited && (
          <>
            <TextField name="rateLimit.exitCodes" label="Exit codes" value={rules?.exitCodes.join(', ')} placeholder="75" />
            <LinesField name="rateLimit.patterns" label="Patterns, one regular expression a line" value={rules?.patterns} />
            <div class="halves">
              <DurationField name="rateLimit.withinMs" label="Looked for in the first" value={rules?.withinMs} placeholder="1m" />
              <DurationField name="rateLimit.waitMs" label="Pause when none is named" value={rules?.waitMs} placeholder="30m" />
              <DurationField name="rateLimit.minWaitMs" label="Shortest pause" value={rules?.minWaitMs} placeholder="5m" />
              <DurationField name="rateLimit.maxWaitMs" label="Longest pause" value={rules?.maxWaitMs} placeholder="4h" />
            </div>
          </>
        )}
      </Fields>
    </Form>
  );
}
