import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { api } from '../api/client';
import { isLive, type Run, type TaskEvent } from '../api/types';
import { LogConnection } from '../logs/LogConnection';
import { step } from '../routing/route';
import { theme } from '../shell/theme';
import { attempt } from '../widgets/toasts';
import { bytes, clock } from '../widgets/time';
import { charts, ResourceModel, type Columns } from './ResourceModel';

const height = 132;
const sync = uPlot.sync('resources');
// What an axis reaches at least, so that nothing much does not look like much.
const least = { '%': 100, B: 1e6, '': 1, 'B/s': 1e4 };

/** What the unit of a chart means for one value. */
export const valueText = (value: number | null | undefined, unit: string): string => {
  if (value === null || value === undefined) return '–';
  if (unit === '%') return `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
  if (unit === 'B') return bytes(Math.round(value));
  return unit ? `${bytes(Math.round(value))}/s` : String(value);
};

const colour = (name: string): string => {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
};

interface Mark {
  time: number;
  text: string;
}

const markText: Partial<Record<string, string>> = { started: 'started', 'stop-asked': 'stop asked', 'stop-seen': 'stop', reattached: 'server back' };

/** What happened to the run, where it shows in the curves. */
const marksOf = (events: TaskEvent[]): Mark[] =>
  events.filter((each) => markText[each.kind]).map((each) => ({ time: Date.parse(each.at) / 1000, text: markText[each.kind]! }));

function options(place: HTMLElement, chart: (typeof charts)[number], limit: number | null, marks: () => Mark[]): uPlot.Options {
  const grid = { stroke: colour('--line'), width: 1 };
  const axis = { stroke: colour('--soft'), font: `11px ${getComputedStyle(document.documentElement).getPropertyValue('--sans')}`, grid, ticks: grid };
  const strokes = [colour('--run'), colour('--look')];
  return {
    width: place.clientWidth,
    height,
    padding: [8, 8, 0, 0],
    cursor: { sync: { key: sync.key }, drag: { x: true, y: false } },
    legend: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(max ?? 0, limit ?? 0, least[chart.unit]) * 1.08] } },
    axes: [{ ...axis, space: 90, values: (_, splits) => splits.map((each) => clock(each * 1000, false)) }, { ...axis, size: 64, values: (_, splits) => splits.map((each) => valueText(each, chart.unit)) }],
    series: [{}, ...chart.series.map((each, i) => ({ label: each.label, stroke: strokes[i]!, width: 1.5, spanGaps: true, points: { show: false }, ...(chart.series.length === 1 && { fill: `color-mix(in srgb, ${strokes[0]!} 14%, transparent)` }) }))],
    hooks: {
      draw: [(plot) => {
        const context = plot.ctx;
        context.save();
        context.lineWidth = devicePixelRatio;
        context.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
        if (limit) {
          const y = Math.round(plot.valToPos(limit, 'y', true));
          context.strokeStyle = colour('--bad');
          context.beginPath();
          context.moveTo(plot.bbox.left, y);
          context.lineTo(plot.bbox.left + plot.bbox.width, y);
          context.stroke();
        }
        context.strokeStyle = colour('--warn');
        for (const mark of marks()) {
          const x = Math.round(plot.valToPos(mark.time, 'x', true));
          if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) continue;
          context.beginPath();
          context.moveTo(x, plot.bbox.top);
          context.lineTo(x, plot.bbox.top + plot.bbox.height);
          context.stroke();
        }
        context.restore();
      }],
    },
  };
}

const dataOf = (columns: Columns, chart: (typeof charts)[number]): uPlot.AlignedData => [columns[0], ...chart.series.map((each) => columns[each.column])];

/** What a run used: processor, memory, processes and storage over time. */
export default function ResourcesView({ run }: { run: Run }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const model = useRef(new ResourceModel());
  const [length, setLength] = useState<number | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [marks, setMarks] = useState<Mark[]>([]);
  const live = isLive(run.state);
  const hasRows = (length ?? 0) > 0;

  useEffect(() => {
    let isOld = false;
    let plotting: ReturnType<typeof setTimeout> | undefined;
    const known = new ResourceModel();
    model.current = known;
    const show = (): void => {
      plotting ??= setTimeout(() => {
        plotting = undefined;
        if (!isOld) setLength(known.length);
      }, 100);
    };
    void attempt(() => api.resources(run.id)).then((table) => {
      if (isOld || !table) return;
      known.read(table);
      setLength(known.length);
    });
    void api.eventsOfRun(run.id).then((events) => !isOld && setMarks(marksOf(events)), () => undefined);
    const connection = live ? new LogConnection(run.id, 1, (message) => message.type === 'resources' && known.take(message) && show(), () => undefined) : null;
    return () => {
      isOld = true;
      clearTimeout(plotting);
      connection?.close();
    };
  }, [run.id, live]);

  const plots = useRef<uPlot[]>([]);
  const shownMarks = useRef(marks);
  shownMarks.current = marks;
  useEffect(() => {
    if (!hasRows) return;
    const places = [...place.current!.querySelectorAll<HTMLElement>('.plot')];
    const build = (): void => {
      for (const plot of plots.current) plot.destroy();
      plots.current = charts.map((chart, i) => {
        const plot = new uPlot(options(places[i]!, chart, chart.unit === 'B' ? run.limits.memoryBytes : null, () => shownMarks.current), dataOf(model.current.columns, chart), places[i]!);
        plot.over.addEventListener('mousemove', () => setAt(plot.cursor.idx ?? null));
        plot.over.addEventListener('mouseleave', () => setAt(null));
        // What was written then. A drag zooms; only a click that stayed where it was goes there.
        let pressedAt = -1;
        plot.over.addEventListener('mousedown', (event) => (pressedAt = event.clientX));
        plot.over.addEventListener('click', (event) => {
          const time = plot.cursor.left === undefined ? NaN : plot.posToVal(plot.cursor.left, 'x');
          if (Math.abs(event.clientX - pressedAt) < 4 && time > 0) step({ tab: null, at: String(Math.round(time * 1000)) });
        });
        return plot;
      });
    };
    const stopTheme = theme.subscribe(build);
    const darkness = matchMedia('(prefers-color-scheme: dark)');
    darkness.addEventListener('change', build);
    const observer = new ResizeObserver(() => plots.current.forEach((plot, i) => plot.setSize({ width: places[i]!.clientWidth, height })));
    observer.observe(place.current!);
    return () => {
      stopTheme();
      darkness.removeEventListener('change', build);
      observer.disconnect();
      for (const plot of plots.current) plot.destroy();
      plots.current = [];
    };
  }, [run.id, hasRows]);
  useEffect(() => plots.current.forEach((plot, i) => plot.setData(dataOf(model.current.columns, charts[i]!))), [length, marks]);

  if (length === null) return <p class="empty">Loading…</p>;
  if (!hasRows) return <p class="empty">{live ? 'Measured once a second; the first values come in a moment.' : 'Nothing was measured: it ended within a second, or ran before this was measured.'}</p>;
  const shown = at ?? model.current.length - 1;
  const { columns } = model.current;
  return (
    <div class="resources" ref={place} tabIndex={0} role="group" aria-label="What the run uses">
      {charts.map((chart) => (
        <section key={chart.title} aria-label={chart.title}>
          <h3>
            {chart.title}
            {chart.series.map((each) => (
              <span key={each.label} class="value"><span class="hint">{chart.series.length > 1 ? each.label : at === null && live ? 'now' : ''}</span> {valueText(columns[each.column][shown], chart.unit)}</span>
            ))}
            {chart.unit === 'B' && run.limits.memoryBytes !== null && <span class="hint">limit {bytes(run.limits.memoryBytes)}</span>}
          </h3>
          <div class="plot" />
        </section>
      ))}
      <p class="foot hint">
        <time>{clock(columns[0][shown]! * 1000, false)}</time>
        {marks.length > 0 && <span>Dashed: {[...new Set(marks.map((mark) => mark.text))].join(', ')}</span>}
        <span>Drag to zoom, double-click to see all; click to see what was written then</span>
      </p>
    </div>
  );
}
