import type { JSX } from 'preact';
import { api } from '../api/client';
import type { TaskDraft } from '../api/types';
import { settingsRev } from '../board/store';
import { AreaField, ChoiceField, DurationField, Fields, NumberField, TextField } from '../forms/fields';
import type { FormReader } from '../forms/FormReader';
import { useLoaded } from '../widgets/useLoaded';

const failures = [['', 'As the profile says'], ['todo', 'Back to Todo'], ['retry', 'Try again'], ['failed', 'To Failed']] as const;

/** What people write into a task: on the board, in its panel, in a schedule. */
export function TaskFields({ task, prefix = '', isFolded }: { task?: Partial<TaskDraft>; prefix?: string; isFolded?: boolean }): JSX.Element {
  const names = useLoaded(async () => ({ profiles: await api.profiles(), workspaces: await api.workspaces() }), [settingsRev.value]).value;
  const known = (all: { name: string }[] | undefined, own: string | null | undefined): (readonly [string, string])[] => {
    const listed = all?.map((each) => each.name) ?? [];
    return [['', 'Default'], ...[...listed, ...(own && !listed.includes(own) ? [own] : [])].map((name) => [name, name] as const)];
  };
  return (
    <>
      <TextField name={`${prefix}title`} label="Title" value={task?.title} required maxLength={500} autofocus={!task} placeholder="What is to be done" />
      <AreaField name={`${prefix}context`} label="Context" value={task?.context} rows={8} placeholder="All that the agent needs to know. Markdown is shown as such." />
      <div class="pair">
        <TextField name={`${prefix}labels`} label="Labels" value={task?.labels?.join(', ')} placeholder="comma separated" />
        <NumberField name={`${prefix}priority`} label="Priority" value={task?.priority ?? 0} min={-1000} max={1000} />
      </div>
      <Fields title="How it is run" isFolded={isFolded}>
        <div class="halves">
          <ChoiceField name={`${prefix}profile`} label="Profile" value={task?.profile} options={known(names?.profiles, task?.profile)} />
          <ChoiceField name={`${prefix}workspace`} label="Workspace" value={task?.workspace} options={known(names?.workspaces, task?.workspace)} />
          <DurationField name={`${prefix}timeoutMs`} label="May take" value={task?.timeoutMs} hint="Longer, and it is stopped" />
          <DurationField name={`${prefix}idleTimeoutMs`} label="May be silent" value={task?.idleTimeoutMs} hint="Without any output" />
          <ChoiceField name={`${prefix}onFailure`} label="When it fails" value={task?.onFailure} options={failures} />
          <NumberField name={`${prefix}maxAttempts`} label="Attempts at most" value={task?.maxAttempts} min={1} max={1000} placeholder="3" />
          <DurationField name={`${prefix}backoffMs`} label="Wait before the next" value={task?.backoffMs} placeholder="10s" />
          <TextField name={`${prefix}dependsOn`} label="Depends on" value={task?.dependsOn?.join(', ')} placeholder="t-3, t-4" />
        </div>
        <TextField name={`${prefix}docsPath`} label="Docs path" value={task?.docsPath} placeholder="docs/ of the workspace, say" />
      </Fields>
    </>
  );
}

export const readTask = (read: FormReader, prefix = ''): TaskDraft => ({
  title: read.text(`${prefix}title`),
  context: read.raw(`${prefix}context`),
  labels: read.words(`${prefix}labels`),
  priority: read.number(`${prefix}priority`) ?? 0,
  profile: read.textOrNull(`${prefix}profile`),
  workspace: read.textOrNull(`${prefix}workspace`),
  timeoutMs: read.duration(`${prefix}timeoutMs`),
  idleTimeoutMs: read.duration(`${prefix}idleTimeoutMs`),
  onFailure: read.textOrNull(`${prefix}onFailure`),
  maxAttempts: read.number(`${prefix}maxAttempts`),
  backoffMs: read.duration(`${prefix}backoffMs`),
  dependsOn: read.words(`${prefix}dependsOn`),
  docsPath: read.textOrNull(`${prefix}docsPath`),
});
