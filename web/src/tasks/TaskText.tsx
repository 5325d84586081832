import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Run, Task } from '../api/types';
import { put } from '../board/store';
import { Form, throwIfWrong } from '../forms/Form';
import { openTask } from '../routing/route';
import { Markdown } from '../text/Markdown';
import { CopyButton } from '../widgets/CopyButton';
import { Icon } from '../widgets/Icon';
import { moment } from '../widgets/time';
import { say } from '../widgets/toasts';
import { writeDuration } from '../widgets/units';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';
import { readTask, TaskFields } from './TaskFields';

/** What a task says about itself, as far as it says anything. */
function Facts({ task }: { task: Task }): JSX.Element {
  const facts: [string, JSX.Element | string | null][] = [
    ['Profile', task.profile ?? 'default'],
    ['Workspace', task.workspace],
    ['Docs path', task.docsPath && <code>{task.docsPath}</code>],
    ['Labels', task.labels.join(', ')],
    ['Priority', task.priority ? String(task.priority) : null],
    ['May take', task.timeoutMs ? writeDuration(task.timeoutMs) : null],
    ['May be silent', task.idleTimeoutMs ? writeDuration(task.idleTimeoutMs) : null],
    ['When it fails', task.onFailure && { todo: 'back to Todo', retry: `try again${task.maxAttempts ? `, ${task.maxAttempts} times at most` : ''}`, failed: 'to Failed' }[task.onFailure]!],
    ['Depends on', task.dependsOn.length ? <>{task.dependsOn.map((id) => <button key={id} class="quiet id" onClick={() => openTask(id)}>{id}</button>)}</> : null],
    ['Written', `${moment(task.createdAt)}${task.updatedAt !== task.createdAt ? `, changed ${moment(task.updatedAt)}` : ''}`],
  ];
  return <dl class="facts">{facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** The text that the agent was given, word for word. */
function Prompt({ run }: { run: Run }): JSX.Element {
  const prompt = useLoaded(() => api.prompt(run.id), [run.id]);
  if (prompt.value === null) return <Waiting of={prompt} />;
  return (
    <div class="prompt">
      <p class="copied"><span class="hint">{prompt.value.length.toLocaleString('en')} characters, given to <code>{run.command[0]}</code></span><CopyButton text={prompt.value} what="The prompt" /></p>
      <pre tabIndex={0} aria-label="Prompt">{prompt.value}</pre>
    </div>
  );
}

/** What the agent is told. The board knows but the beginning of a long text: the rest is asked for. */
export function TaskText({ task, run }: { task: Task; run: Run | undefined }): JSX.Element {
  return task.isContextCut ? <LongText task={task} run={run} /> : <WholeText task={task} run={run} />;
}

function LongText({ task, run }: { task: Task; run: Run | undefined }): JSX.Element {
  const whole = useLoaded(() => api.task(task.id), [task.id, task.rev]);
  return whole.value?.id === task.id ? <WholeText task={whole.value} run={run} /> : <Waiting of={whole} />;
}

/** The task's text, a form to change it, and the prompt that was sent. */
function WholeText({ task, run }: { task: Task; run: Run | undefined }): JSX.Element {
  const [isEditing, setEditing] = useState(false);
  const [isOpen, setOpen] = useState(false);
  if (isEditing) {
    return (
      <div class="scrolls padded">
        <Form
          action="Save"
          onCancel={() => setEditing(false)}
          onSend={async (read) => {
            const draft = readTask(read);
            throwIfWrong(read);
            put(await api.edit(task.id, draft, task.rev));
            setEditing(false);
            say('Saved.');
          }}
        >
          <TaskFields task={task} />
        </Form>
      </div>
    );
  }
  return (
    <div class="scrolls padded context">
      <div class="acts"><h3>Context</h3><span class="space" /><button onClick={() => setEditing(true)}><Icon name="edit" />Edit</button></div>
      {task.context.trim() ? <Markdown text={task.context} /> : <p class="hint">Nothing but its title.</p>}
      <Facts task={task} />
      {run && (
        <details class="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Prompt of attempt {run.attempt}</summary>
          {isOpen && <Prompt run={run} />}
        </details>
      )}
    </div>
  );
}
