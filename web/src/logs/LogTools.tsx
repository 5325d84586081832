import type { JSX, RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { refine } from '../routing/route';
import { keyText } from '../shell/bindings';
import { Icon } from '../widgets/Icon';
import { Menu } from '../widgets/Menu';
import { attempt } from '../widgets/toasts';
import { download } from './download';
import type { TimeMode } from './LogRow';

export const times: [TimeMode, string][] = [['off', 'No times'], ['clock', 'Clock'], ['elapsed', 'Since start'], ['delta', 'Since before']];
const streams: [string, string][] = [['', 'All output'], ['stdout', 'stdout only'], ['stderr', 'stderr only']];

interface Properties {
  runId: string;
  field: RefObject<HTMLInputElement | null>;
  goTo: RefObject<HTMLInputElement | null>;
  find: string;
  /** How many rows match and which is looked at; a text when the expression is bad. */
  hits: string;
  isWrong: boolean;
  isOnly: boolean;
  stream: string;
  time: TimeMode;
  isWrapped: boolean;
  isFollowing: boolean;
  onFind: (text: string) => void;
  onVisit: (by: number) => void;
  onFollow: () => void;
  /** Goes to a place; false when it is none. */
  onGo: (text: string) => boolean;
}

/** What can be done with a log: search, filter, stamps, going to a place, keeping it. */
export function LogTools(p: Properties): JSX.Element {
  const [isLost, setLost] = useState(false);
  return (
    <div class="tools" role="toolbar" aria-label="Log">
      <label class={`find${p.isWrong ? ' wrong' : ''}`}>
        <Icon name="search" />
        <span class="sr">Search the log</span>
        <input
          ref={p.field as RefObject<HTMLInputElement>}
          type="search"
          placeholder="Search, or /regex/"
          value={p.find}
          spellcheck={false}
          aria-invalid={p.isWrong}
          onInput={(event) => p.onFind(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && p.onVisit(event.shiftKey ? -1 : 1)}
        />
        {p.find && <output class="hits">{p.hits}</output>}
      </label>
      {p.find && (
        <>
          <button class="quiet icon" title={`Previous match (${keyText('previousMatch')})`} aria-label="Previous match" onClick={() => p.onVisit(-1)}><Icon name="up" /></button>
          <button class="quiet icon" title={`Next match (${keyText('nextMatch')})`} aria-label="Next match" onClick={() => p.onVisit(1)}><Icon name="down" /></button>
          <button class="quiet" aria-pressed={p.isOnly} title="Show matching lines only" onClick={() => refine({ only: p.isOnly ? null : '1' })}>Only these</button>
        </>
      )}
      <span class="space" />
      <label class={`go${isLost ? ' wrong' : ''}`}>
        <span class="sr">Go to a line or time</span>
        <input
          ref={p.goTo as RefObject<HTMLInputElement>}
          placeholder="Line, time"
          title={`Go to line 120, to 14:03:07, or to +2m after the start (${keyText('goTo')})`}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={isLost}
          onInput={() => setLost(false)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            const isThere = p.onGo(event.currentTarget.value);
            setLost(!isThere);
            if (!isThere) return;
            event.currentTarget.value = '';
            event.currentTarget.blur();
          }}
        />
      </label>
      <select aria-label="Streams shown" value={p.stream} onChange={(event) => refine({ stream: event.currentTarget.value })}>
        {streams.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
      <select aria-label="Time stamps" title={`Time stamps (${keyText('stamps')})`} value={p.time} onChange={(event) => refine({ time: event.currentTarget.value === 'off' ? null : event.currentTarget.value })}>
        {times.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
      <button class="quiet" aria-pressed={p.isWrapped} title={`Wrap long lines (${keyText('wrap')})`} onClick={() => refine({ wrap: p.isWrapped ? null : '1' })}>Wrap</button>
      <button class="quiet" aria-pressed={p.isFollowing} title={`Follow the end (${keyText('follow')})`} onClick={p.onFollow}>Follow</button>
      <Menu title="Download the whole log" label={<Icon name="download" />}>
        <a href={api.rawLog(p.runId)} download>Every byte, as it came</a>
        <button onClick={() => void attempt(() => download(p.runId, 'plain'))}>Plain text, without colours</button>
        <button onClick={() => void attempt(() => download(p.runId, 'json'))}>JSON lines, with times and streams</button>
      </Menu>
    </div>
  );
}
