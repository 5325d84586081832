import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Status, Task } from '../api/types';
import { openTask, parameter, refine } from '../routing/route';
import { useKeys } from '../shell/keys';
import { approve, canKill, canQueue, canRun, canStop, enqueue, isCreating, kill, move, run, stop } from '../tasks/actions';
import { Icon } from '../widgets/Icon';
import { attempt, say } from '../widgets/toasts';
import { Card } from './Card';
import { SelectionBar } from './SelectionBar';
import { clear, select as choose, selection, toggle } from './selection';
import { columns, counts, loadMore, meta, tasks, tasksOf, total, trouble } from './store';

interface Lane {
  id: Status;
  title: string;
  /** The statuses that stand in it. */
  holds: Status[];
  empty: string;
}

const lanes: Lane[] = [
  { id: 'todo', title: 'Todo', holds: ['todo'], empty: 'Nothing to do. Press c to write a task.' },
  { id: 'blocked', title: 'Blocked', holds: ['blocked'], empty: '' },
  { id: 'queued', title: 'Queued', holds: ['queued'], empty: 'Nothing waits for a slot.' },
  { id: 'running', title: 'Running', holds: ['running', 'stopping'], empty: 'No agent is running.' },
  { id: 'review', title: 'Review', holds: ['review'], empty: 'What succeeds comes here for you to look at.' },
  { id: 'done', title: 'Done', holds: ['done'], empty: 'Nothing approved yet.' },
  { id: 'failed', title: 'Failed', holds: ['failed'], empty: '' },
];

const rarely: Status[] = ['blocked', 'failed'];

function matches(task: Task, text: string, label: string): boolean {
  if (label && !task.labels.includes(label)) return false;
  if (!text) return true;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = `${task.id} ${task.title} ${task.context} ${task.labels.join(' ')}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

export function BoardPage(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const [focus, setFocus] = useState('');
  const [dragged, setDragged] = useState<Task | null>(null);
  const [over, setOver] = useState<Status | null>(null);
  const text = parameter('q');
  const label = parameter('label');
  const shown = lanes
    .filter((lane) => !rarely.includes(lane.id) || (counts.value[lane.id] ?? 0) > 0)
    .map((lane) => ({ lane, cards: tasksOf(lane.holds).filter((task) => matches(task, text, label)) }));
  const labels = [...new Set([...tasks.value.values()].flatMap((task) => task.labels))].sort();

  const chosenId = parameter('task') || focus;
  const chosen = chosenId ? tasks.value.get(chosenId) : undefined;
  const select = (id: string | undefined): void => {
    if (!id) return;
    setFocus(id);
    if (parameter('task')) refine({ task: id, run: null, find: null });
    document.querySelector(`[data-task="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  // The panel has just taken half of the window: what was pressed stays in sight.
  const opened = parameter('task');
  useEffect(() => {
    if (opened) document.querySelector(`[data-task="${CSS.escape(opened)}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
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
    c: () => (isCreating.value = true),
    '/': () => field.current?.focus(),
    j: () => step(1),
    k: () => step(-1),
    l: () => cross(1),
    h: () => cross(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    x: chosen && (() => toggle(chosen.id)),
    J: () => extend(1),
    K: () => extend(-1),
    Escape: selection.value.size > 0 ? clear : undefined,
    '>': () => shift(1),
    '<': () => shift(-1),
    Enter: chosen && (() => openTask(chosen.id)),
    r: chosen && canRun(chosen) ? () => void run(chosen) : undefined,
    s: chosen && canStop(chosen) ? () => void stop(chosen) : undefined,
    S: chosen && canKill(chosen) ? () => kill(chosen) : undefined,
    q: chosen && canQueue(chosen) ? () => void enqueue(chosen) : undefined,
    a: chosen?.status === 'review' ? () => void approve(chosen) : undefined,
  });

  return (
    <main class="board-page" aria-label="Board">
      <div class="bar">
        <h1>Board</h1>
        <label class="find">
          <Icon name="search" />
          <span class="sr">Filter tasks</span>
          <input ref={field} type="search" placeholder="Filter  /" value={text} onInput={(event) => refine({ q: event.currentTarget.value })} />
        </label>
        {labels.length > 0 && (
          <select aria-label="Label" value={label} onChange={(event) => refine({ label: event.currentTarget.value })}>
            <option value="">All labels</option>
            {labels.map((each) => <option key={each}>{each}</option>)}
          </select>
        )}
        <span class="space" />
        <button class="primary" onClick={() => (isCreating.value = true)}><Icon name="plus" />New task</button>
      </div>
      {!meta.value ? (
        <div class="first">{trouble.value ? <><h2>The board can’t be read</h2><p>{trouble.value}</p><p>Trying again…</p></> : <p>Loading the board…</p>}</div>
      ) : total.value === 0 ? (
        <div class="first">
          <h2>An empty board</h2>
          <p>Write down what an agent should do. Run it, watch its output here, and approve what it made. Agents work in <code>{meta.value.workspace}</code>.</p>
          <button class="primary" onClick={() => (isCreating.value = true)}><Icon name="plus" />Write the first task</button>
        </div>
      ) : (
        <div class="lanes">
          {shown.map(({ lane, cards }) => {
            const way = dragged && !lane.holds.includes(dragged.status) ? move(dragged, lane.id) : null;
            const refusal = way && 'why' in way ? way.why : null;
            const column = columns.value.find((each) => each.id === lane.id);
            const count = lane.holds.reduce((sum, status) => sum + (counts.value[status] ?? 0), 0);
            return (
              <section
                key={lane.id}
                class={`lane ${lane.id}${cards.length ? '' : ' bare'}${way ? (refusal ? ' refuses' : ' takes') : ''}${over === lane.id && way ? ' over' : ''}`}
                aria-labelledby={`lane-${lane.id}`}
                onDragOver={(event) => {
                  if (!way) return;
                  setOver(lane.id);
                  if (!refusal) event.preventDefault();
                }}
                onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node) && setOver(null)}
                onDrop={(event) => {
                  event.preventDefault();
                  if (way && 'go' in way) way.go();
                  setDragged(null);
                  setOver(null);
                }}
              >
                <h2 id={`lane-${lane.id}`}>{lane.title}<span class="count">{text || label ? `${cards.length} of ${count}` : count}</span></h2>
                {refusal && <p class="why">{refusal}</p>}
                <div class="cards">
                  {cards.map((task) => <Card key={task.id} task={task} isFocused={focus === task.id} isSelected={selection.value.has(task.id)} onDrag={setDragged} />)}
                  {cards.length === 0 && !refusal && <p class="empty">{text || label ? 'No match.' : lane.empty}</p>}
                  {column?.nextCursor && <button class="more" onClick={() => void attempt(() => loadMore(lane.id))}>Show more of {count}</button>}
                </div>
              </section>
            );
          })}
        </div>
      )}
      <SelectionBar />
    </main>
  );
}
