import type { JSX } from 'preact';
import { clock, duration } from '../widgets/time';
import { layOut, type Span } from './ansi';
import type { Line } from './LogModel';
import type { LogSearch } from './LogSearch';
import type { Style } from './style';

export type TimeMode = 'off' | 'clock' | 'elapsed' | 'delta';

function attributes(style: Style): { class?: string; style?: Record<string, string> } {
  const foreground = style.inverse ? style.background || 'back' : style.foreground;
  const background = style.inverse ? style.foreground || 'fore' : style.background;
  const names: string[] = [];
  const colours: Record<string, string> = {};
  if (foreground.startsWith('#')) colours.color = foreground;
  else if (foreground) names.push(`f-${foreground}`);
  if (background.startsWith('#')) colours.backgroundColor = background;
  else if (background) names.push(`b-${background}`);
  for (const name of ['bold', 'dim', 'italic', 'underline', 'strike'] as const) if (style[name]) names.push(`t-${name}`);
  return { ...(names.length ? { class: names.join(' ') } : {}), ...(Object.keys(colours).length ? { style: colours } : {}) };
}

function* cut(span: Span, from: number, ranges: [number, number][]): Generator<JSX.Element | string> {
  let at = 0;
  for (const [start, end] of ranges) {
    const first = Math.max(0, start - from);
    const last = Math.min(span.text.length, end - from);
    if (last <= at || first >= span.text.length || last <= first) continue;
    if (first > at) yield span.text.slice(at, first);
    yield <mark>{span.text.slice(Math.max(at, first), last)}</mark>;
    at = last;
  }
  if (at < span.text.length) yield span.text.slice(at);
}

function timeOf(line: Line, mode: TimeMode, first: number, before: Line | undefined): string {
  if (mode === 'clock') return clock(line.at);
  if (mode === 'elapsed') return `+${line.at - first < 60_000 ? `${((line.at - first) / 1000).toFixed(2)}s` : duration(line.at - first)}`;
  const delta = line.at - (before?.at ?? line.at);
  return delta <= 0 ? '·' : delta < 60_000 ? `+${(delta / 1000).toFixed(3)}` : `+${duration(delta)}`;
}

interface Properties {
  line: Line;
  before: Line | undefined;
  time: TimeMode;
  first: number;
  isNumbered: boolean;
  search: LogSearch | null;
  isCurrent: boolean;
  isTarget: boolean;
  onNumber: (line: Line) => void;
}

/** One row of the log. What the run wrote is only ever text of spans. */
export function LogRow({ line, before, time, first, isNumbered, search, isCurrent, isTarget, onNumber }: Properties): JSX.Element {
  const stamp = time === 'off' ? null : <span class="when">{timeOf(line, time, first, before)}</span>;
  const state = `${isCurrent ? ' current' : ''}${isTarget ? ' target' : ''}`;
  if (line.kind === 'note') {
    return (
      <div class={`line note ${line.tone ?? 'info'}${state}`}>
        <span class="number" />
        {stamp}
        <span class="text">{line.raw}</span>
      </div>
    );
  }
  const spans = layOut(line.raw, line.start);
  const ranges = search ? search.ranges(spans.map((span) => span.text).join('')) : [];
  let from = 0;
  return (
    <div class={`line ${line.kind}${state}`}>
      {isNumbered ? (
        <a
          class="number"
          href={`#L${line.number}`}
          tabIndex={-1}
          aria-label={`Line ${line.number}`}
          onClick={(event) => {
            event.preventDefault();
            onNumber(line);
          }}
        >
          {line.number}
        </a>
      ) : (
        <span class="number" />
      )}
      {stamp}
      <span class="text">
        {line.kind === 'stderr' && <span class="sr">stderr: </span>}
        {spans.map((span) => {
          const content = ranges.length ? [...cut(span, from, ranges)] : span.text;
          from += span.text.length;
          return <span {...attributes(span.style)}>{content}</span>;
        })}
      </span>
    </div>
  );
}
