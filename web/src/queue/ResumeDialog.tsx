import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { api } from '../api/client';
import { queue, tasks } from '../board/store';
import { Dialog } from '../widgets/Dialog';
import { Icon } from '../widgets/Icon';
import { attempt } from '../widgets/toasts';
import { duration, now } from '../widgets/time';
import { useLoaded } from '../widgets/useLoaded';

export const isResuming = signal(false);

interface Findings {
  blockers: string[];
  next: string[];
}

/** What would keep the queue from going on, and what it would start. */
async function look(): Promise<Findings> {
  const [ready, waiting, settings] = await Promise.all([api.ready(), api.explain(), api.settings()]);
  const blockers = [...ready.problems];
  const names = [...new Set(waiting.map((each) => tasks.value.get(each.taskId)?.profile ?? settings.defaultProfile))].slice(0, 8);
  const checks = await Promise.all(names.map(async (name) => ({ name, check: await api.checkProfile(name) })));
  for (const { name, check } of checks) if (!check.found) blockers.push(`Profile ${name}: ${check.hint ?? 'its command was not found'}`);
  const held = waiting.filter((each) => each.code === 'blocked' || each.code === 'not_before');
  if (held.length) blockers.push(...held.slice(0, 5).map((each) => `${each.taskId} waits: ${each.text}`));
  const free = Math.max(0, (queue.value?.capacity ?? 1) - (queue.value?.active ?? 0));
  if (waiting.length && free === 0) blockers.push('Every slot is in use: the next starts when one is free.');
  return { blockers, next: waiting.filter((each) => !held.includes(each)).slice(0, free).map((each) => each.taskId) };
}

/** Asked before the queue goes on: what stands in its way, and what starts at once. */
export function ResumeDialog(): JSX.Element | null {
  return isResuming.value ? <Resume /> : null;
}

function Resume(): JSX.Element {
  const findings = useLoaded(look, []);
  const found = findings.value;
  const state = queue.value;
  const left = state?.until ? Date.parse(state.until) - now.value : 0;
  const close = (): void => void (isResuming.value = false);
  return (
    <Dialog title="Resume the queue?" onClose={close}>
      <div class="fields">
        {state?.cause === 'rate_limit' && left > 0 && <p class="attention"><Icon name="warning" /><span>The agent asked to be left alone for another {duration(left)}. Started before that, it may be refused again.</span></p>}
        {findings.problem ? <p class="error" role="alert">{findings.problem}</p> : !found ? <p class="hint">Looking for what stands in the way…</p> : (
          <>
            {found.blockers.length > 0 ? <ul class="blockers">{found.blockers.map((each) => <li key={each}><Icon name="warning" /><span>{each}</span></li>)}</ul> : <p><span class="badge good"><Icon name="done" />Nothing stands in its way</span></p>}
            <p>{found.next.length ? <>Starts at once: {found.next.map((id) => <span key={id} class="chip"><span class="id">{id}</span> {tasks.value.get(id)?.title}</span>)}</> : 'Nothing starts at once.'}</p>
          </>
        )}
        <div class="acts">
          <span class="space" />
          <button onClick={close}>Cancel</button>
          <button class="primary" autofocus onClick={() => {
            close();
            void attempt(api.resume);
          }}><Icon name="play" />Resume</button>
        </div>
      </div>
    </Dialog>
  );
}
