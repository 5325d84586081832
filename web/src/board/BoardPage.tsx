import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Task } from '../api/types';
import { useExplanations } from '../queue/explanations';
import { openTask, parameter, refine } from '../routing/route';
import { SetupView } from '../setup/SetupView';
import { useKeys } from '../shell/keys';
import { approve, canKill, canQueue, canRun, canStop, enqueue, kill, move, run, stop } from '../tasks/actions';
import { say } from '../widgets/toasts';
import { currentFilter, isFiltering, matches } from './filter';
import { FilterBar } from './FilterBar';
import { lanes, rarely } from './lanes';
import { LaneView } from './LaneView';
import { useLiveRuns } from './liveRuns';
import { SelectionBar } from './SelectionBar';
import { clear, select as choose, selection, toggle } from './selection';
import { counts, meta, tasksOf, total, trouble } from './store';

/** All tasks in their lanes. */
export function BoardPage(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const [focus, setFocus] = useState('');
  const [dragged, setDragged] = useState<Task | null>(null);
  const filter = currentFilter();
  const shown = lanes
    .filter((lane) => !rarely.includes(lane.id) || (counts.value[lane.id] ?? 0) > 0)
    .map((lane) => ({ lane, cards: tasksOf(lane.holds).filter((task) => matches(task, filter)) }));
  useLiveRuns();
  useExplanations();

  const chosenId = parameter('task') || focus;
  const chosen = chosenId ? tasksOf(lanes.flatMap((lane) => lane.holds)).find((task) => task.id === chosenId) : undefined;
  const select = (id: string | undefined): void => {
    if (!id) return;
    setFocus(id);
    if (parameter('task')) refine({ task: id, run: null, find: null });
    document.querySelector(`[data-task="${CSS.escape(id)}"]`)?.closest('.lane')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  // The panel has just taken half of the window: what was pressed stays in sight.
  const opened = parameter('task');
  useEffect(() => {
    if (opened) document.querySelector(`[data-task="${CSS.escape(opened)}"]`)?.closest('.lane')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [opened, meta.value === null]);
  const step = (by: number): void => {
    const column = shown.find(({ cards }) => cards.some((task) => task.id === chosenId)) ?? shown.find(({ cards }) => cards.length);
    const at = column?.cards.findIndex((task) => task.id === chosenId) ?? -1;
    select(column?.cards[Math.max(0, Math.min(column.cards.length - 1, at + by))]?.id);
  };
  const extend = (by: number): void => {
    if (chosenId) choose(chosenId);
    const column = shown.find(({ cards }) => cards.some((task) => task.id === chosenId));
    const next = column?.cards[column.cards.findIndex((task) => task.id === chosenId) + by];
    if (!next) return;
    choose(next.id);
    select(next.id);
  };
  const cross = (by: number): void => {
    const at = shown.findIndex(({ cards }) => cards.some((task) => task.id === chosenId));
    const row = at < 0 ? 0 : shown[at]!.cards.findIndex((task) => task.id === chosenId);
    for (let i = at + by; i >= 0 && i < shown.length; i += by) {
      const { cards } = shown[i]!;
      if (cards.length) return select(cards[Math.min(row, cards.length - 1)]!.id);
    }
  };
  const shift = (by: number): void => {
    if (!chosen) return;
    let why = 'There is no lane that it could go to.';
    for (let i = shown.findIndex(({ lane }) => lane.holds.includes(chosen.status)) + by; i >= 0 && i < shown.length; i += by) {
      const way = move(chosen, shown[i]!.lane.id);
      if ('go' in way) return way.go();
      why = way.why;
    }
    say(why);
  };

  useKeys({
    find: () => field.current?.focus(),
    next: () => step(1),
    previous: () => step(-1),
    right: () => cross(1),
    left: () => cross(-1),
    select: chosen && (() => toggle(chosen.id)),
    extendNext: () => extend(1),
    extendPrevious: () => extend(-1),
    close: selection.value.size > 0 ? clear : undefined,
    moveRight: () => shift(1),
    moveLeft: () => shift(-1),
    open: chosen && (() => openTask(chosen.id)),
    run: chosen && canRun(chosen) ? () => void run(chosen) : undefined,
    stop: chosen && canStop(chosen) ? () => void stop(chosen) : undefined,
    kill: chosen && canKill(chosen) ? () => kill(chosen) : undefined,
    queue: chosen && canQueue(chosen) ? () => void enqueue(chosen) : undefined,
    approve: chosen?.status === 'review' ? () => void approve(chosen) : undefined,
  });

  return (
    <main class="board-page" aria-label="Board">
      <FilterBar filter={filter} field={field} />
      {!meta.value ? (
        <div class="first">{trouble.value ? <><h2>The board can’t be read</h2><p>{trouble.value}</p><p>Trying again…</p></> : <p>Loading the board…</p>}</div>
      ) : total.value === 0 ? (
        <SetupView />
      ) : (
        <div class="lanes">
          {shown.map(({ lane, cards }) => (
            <LaneView key={lane.id} lane={lane} cards={cards} isFiltering={isFiltering(filter)} dragged={dragged} focus={chosenId} selection={selection.value} onDrag={setDragged} />
          ))}
        </div>
      )}
      <SelectionBar />
    </main>
  );
}
