import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { hash, parameter, refine } from '../routing/route';
import { useKeys } from '../shell/keys';
import { copy } from '../widgets/CopyButton';
import type { ConnectionState } from './LogConnection';
import type { LogFeed } from './LogFeed';
import { LogModel, type Line } from './LogModel';
import { LogRow } from './LogRow';
import { LogSearch, matcher } from './LogSearch';
import { LogTools, times } from './LogTools';
import { readPlace, rowOf } from './place';
import { RowMap, width } from './RowMap';

// Constraints
//   A log may have hundreds of thousands of rows and grow while it is read: only what is in sight is in the page.
//   Whoever has scrolled up is reading: nothing moves under them. Whoever is at the end sees the newest line.
// Scheme
//   A scroller as high as all rows, with the rows in sight standing at their place in it. In wrapped mode heights are told from the number of columns.

const rowHeight = 20;
const spare = 20;

const stateText: Record<ConnectionState, string> = {
  loading: 'Loading…',
  live: 'Live',
  broken: 'Connection lost, trying again…',
  ended: 'Ended',
  gone: 'Not available',
};

export function LogView({ feed }: { feed: LogFeed }): JSX.Element {
  const version = feed.version.value;
  const { model } = feed;
  const firstAt = model.lines[0]?.at ?? 0;
  const scroller = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const goField = useRef<HTMLInputElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, columns: 80 });
  const [isFollowing, setFollowing] = useState(!hash.peek().startsWith('#L') && !parameter('at'));
  const [current, setCurrent] = useState(-1);
  const seenRows = useRef(0);

  const time = times.find(([name]) => name === parameter('time'))?.[0] ?? 'off';
  const isWrapped = parameter('wrap') === '1';
  const stream = parameter('stream');
  const find = parameter('find');
  const isOnly = parameter('only') === '1';
  const expression = useMemo(() => matcher(find), [find]);
  const search = useMemo(() => (expression instanceof RegExp ? new LogSearch(expression) : null), [expression, feed, stream, isOnly, model.dropped]);

  const rows = useMemo<readonly Line[]>(() => {
    if (!stream && !(isOnly && search)) return model.lines;
    return model.lines.filter((line) => (!stream || line.kind === stream || (line.kind === 'terminal' && stream === 'stdout')) && (!(isOnly && search) || search.hits(line)));
  }, [model, stream, isOnly, search, version]);
  search?.update(rows);

  const map = useMemo(() => new RowMap(), [feed, isWrapped, view.columns, stream, isOnly, find, model.dropped]);
  if (isWrapped) {
    map.cut(rows.length - 100);
    map.grow(rows.length, (row) => Math.max(1, Math.ceil(width(LogModel.textOf(rows[row]!)) / view.columns)));
  }
  const topOf = (row: number): number => (isWrapped ? map.top(row) : row) * rowHeight;
  const height = (isWrapped ? map.height : rows.length) * rowHeight;
  const rowAt = (top: number): number => (isWrapped ? map.at(top / rowHeight) : Math.floor(top / rowHeight));
  const first = Math.max(0, Math.min(rowAt(view.top), rows.length) - spare);
  const last = Math.min(rows.length, rowAt(view.top + view.height) + spare);

  const scrollTo = (row: number): void => {
    setFollowing(false);
    const box = scroller.current!;
    box.scrollTop = Math.max(0, topOf(row) - box.clientHeight / 3);
  };
  const toEnd = (): void => {
    setFollowing(true);
    scroller.current!.scrollTop = scroller.current!.scrollHeight;
  };

  useLayoutEffect(() => {
    const box = scroller.current!;
    const measure = (): void => {
      const column = ruler.current!.getBoundingClientRect().width / 10;
      const text = box.clientWidth - parseFloat(getComputedStyle(box).getPropertyValue('--gutter')) - 12;
      const columns = Math.max(20, Math.floor(text / column));
      setView((was) => (was.height === box.clientHeight && was.columns === columns ? was : { top: box.scrollTop, height: box.clientHeight, columns }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
    return () => observer.disconnect();
  }, [time]);

  useLayoutEffect(() => {
    if (isFollowing) {
      scroller.current!.scrollTop = scroller.current!.scrollHeight;
      seenRows.current = rows.length;
    }
  }, [version, isFollowing, rows, height, view.height]);

  // A link names a line, or a moment (from a chart): it is gone to once its row is there.
  const target = /^#L(\d+)$/.exec(hash.value)?.[1];
  const moment = Number(parameter('at'));
  const hasMoment = moment > 0 && (feed.state.value !== 'loading' || (rows.at(-1)?.at ?? 0) >= moment);
  const targetRow = target ? rowOf(rows, { line: Number(target) }) : hasMoment ? rowOf(rows, { at: moment }) : -1;
  const reached = useRef('');
  useLayoutEffect(() => {
    const wanted = target ? hash.value : String(moment);
    if (targetRow < 0 || reached.current === wanted) return;
    reached.current = wanted;
    scrollTo(targetRow);
  });
  const mark = (line: Line): void => {
    reached.current = `#L${line.number}`;
    setFollowing(false);
    refine({ at: null }, `L${line.number}`);
  };
  const go = (text: string): boolean => {
    const place = readPlace(text, firstAt);
    const row = place ? rowOf(rows, place) : -1;
    if (row < 0) return false;
    scrollTo(row);
    const line = rows.slice(row).find((each) => each.number > 0) ?? rows[row]!;
    if (line.number > 0 && model.isNumbered) mark(line);
    return true;
  };

  const visit = (by: number): void => {
    if (!search?.found.length) return;
    const count = search.found.length;
    const from = current >= 0 ? current : search.found.findIndex((row) => row >= first + spare) - (by > 0 ? 1 : 0);
    const next = (((from + by) % count) + count) % count;
    setCurrent(next);
    scrollTo(search.found[next]!);
  };
  const copyLink = (): void => {
    // The line that is looked at: the linked one, the match, or the first in sight.
    const row = targetRow >= 0 ? targetRow : current >= 0 ? search!.found[current]! : rowAt(view.top);
    const line = rows.slice(row).find((each) => each.number > 0);
    if (line && model.isNumbered) mark(line);
    copy(location.href, line && model.isNumbered ? `The link to line ${line.number}` : 'The link');
  };

  useKeys({
    find: () => field.current!.focus(),
    follow: () => (isFollowing ? setFollowing(false) : toEnd()),
    wrap: () => refine({ wrap: isWrapped ? null : '1' }),
    stamps: () => refine({ time: times[(times.findIndex(([name]) => name === time) + 1) % times.length]![0].replace('off', '') }),
    nextMatch: () => visit(1),
    previousMatch: () => visit(-1),
    end: toEnd,
    begin: () => scrollTo(0),
    goTo: () => goField.current!.focus(),
    link: copyLink,
  });

  const news = isFollowing ? 0 : Math.max(0, rows.length - seenRows.current);
  const state = feed.state.value;
  return (
    <div class="log">
      <LogTools
        runId={feed.runId}
        field={field}
        goTo={goField}
        find={find}
        hits={typeof expression === 'string' ? 'bad regex' : `${current < 0 ? '' : `${current + 1}/`}${(search?.found.length ?? 0).toLocaleString('en')}`}
        isWrong={typeof expression === 'string'}
        isOnly={isOnly}
        stream={stream}
        time={time}
        isWrapped={isWrapped}
        isFollowing={isFollowing}
        onFind={(text) => {
          setCurrent(-1);
          refine({ find: text });
        }}
        onVisit={visit}
        onFollow={() => (isFollowing ? setFollowing(false) : toEnd())}
        onGo={go}
      />
      {(feed.isTail.value || model.dropped > 0) && (
        <p class="banner">Only the newest {model.lines.length.toLocaleString('en')} lines are here. <a href={api.rawLog(feed.runId)} download>Download the whole log</a></p>
      )}
      <div
        ref={scroller}
        class={`scroller${isWrapped ? ' wrapped' : ''} time-${time}`}
        role="log"
        aria-live="off"
        aria-label="Output of the run"
        tabIndex={0}
        onScroll={(event) => {
          const box = event.currentTarget;
          const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < rowHeight;
          setView((was) => ({ ...was, top: box.scrollTop, height: box.clientHeight }));
          if (isAtEnd !== isFollowing && (isAtEnd || box.scrollTop < view.top)) setFollowing(isAtEnd);
        }}
      >
        <span ref={ruler} class="ruler" aria-hidden="true">0000000000</span>
        <div class="canvas" style={{ height: `${height}px` }}>
          <div class="rows" style={{ transform: `translateY(${topOf(first)}px)` }}>
            {rows.slice(first, last).map((line, i) => (
              <LogRow
                key={model.dropped + first + i}
                line={line}
                before={rows[first + i - 1]}
                time={time}
                first={firstAt}
                isNumbered={model.isNumbered}
                search={search}
                isCurrent={current >= 0 && search?.found[current] === first + i}
                isTarget={targetRow === first + i}
                onNumber={mark}
              />
            ))}
          </div>
        </div>
        {model.lines.every((line) => line.kind === 'note') && state !== 'loading' && (
          <p class="empty">{feed.trouble.value || (state === 'ended' ? 'The run ended without any output.' : 'No output yet.')}</p>
        )}
      </div>
      {news > 0 && <button class="news" onClick={toEnd}>{news.toLocaleString('en')} new ↓</button>}
      <div class={`foot ${state}`} role="status">
        <span class="dot" aria-hidden="true" />
        {stateText[state]}
        <span class="space" />
        {model.isNumbered && `${(model.lines.length + model.dropped).toLocaleString('en')} rows`}
      </div>
    </div>
  );
}
