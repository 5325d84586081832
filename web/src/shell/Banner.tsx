import type { JSX } from 'preact';
import { link, meta, queue } from '../board/store';
import { isResuming } from '../queue/ResumeDialog';
import { Icon } from '../widgets/Icon';
import { duration, now } from '../widgets/time';

/** What everybody should know before anything else: that the page is old, or that the queue stands still and for how long. */
export function Banner(): JSX.Element | null {
  const state = queue.value;
  if (link.value === 'broken' && meta.value) return <p class="banner warn" role="status"><Icon name="warning" /><span>The connection to the server is lost. What you see is the last that was known; it is read again as soon as the server answers.</span></p>;
  if (!state?.paused && !state?.draining) return null;
  const left = state.until ? Date.parse(state.until) - now.value : 0;
  const isLimited = state.cause === 'rate_limit';
  return (
    <div class="banner warn" role="status">
      <Icon name={isLimited ? 'queued' : 'pause'} />
      <span>{isLimited ? 'An agent was told to come back later' : `The queue is ${state.draining ? 'draining' : 'paused'}`}{state.reason ? `: ${state.reason}` : ''}.</span>
      {left > 0 && <span aria-live="off">Goes on in <b class="countdown">{duration(left)}</b></span>}
      <span class="space" />
      <button class="small" onClick={() => (isResuming.value = true)}>Resume…</button>
    </div>
  );
}
