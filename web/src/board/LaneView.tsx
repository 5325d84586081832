import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Task } from '../api/types';
import { move, question } from '../tasks/actions';
import { attempt, say } from '../widgets/toasts';
import { Windowed } from '../widgets/Windowed';
import { Card } from './Card';
import { countOf } from './filter';
import { limitable, limits, setLimit, type Lane } from './lanes';
import { columns, loadMore, queue } from './store';

function askLimit(lane: Lane): void {
  question.value = {
    title: `How much may be in ${lane.title}?`,
    text: 'Above the limit the lane is marked, and takes no more cards by hand. Kept in this browser; nothing for no limit.',
    action: 'Set',
    isDanger: false,
    note: 'Cards at most',
    then: (text) => {
      const most = Number(text);
      if (text && (!Number.isInteger(most) || most < 1)) return say(`“${text}” is no number of cards.`, 'bad');
      setLimit(lane.id, text ? most : null);
    },
  };
}

interface Properties {
  lane: Lane;
  cards: Task[];
  isFiltering: boolean;
  dragged: Task | null;
  focus: string;
  selection: ReadonlySet<string>;
  onDrag: (task: Task | null) => void;
}

/** A lane: its cards, how many there are, and whether it takes the card that is dragged. */
export function LaneView({ lane, cards, isFiltering, dragged, focus, selection, onDrag }: Properties): JSX.Element {
  const [isOver, setOver] = useState(false);
  const count = countOf(lane.holds);
  const most = lane.id === 'running' ? queue.value?.capacity : limits.value[lane.id];
  const isFull = most !== undefined && count >= most && lane.id !== 'running';
  const way = dragged && !lane.holds.includes(dragged.status) ? (isFull ? { why: `${lane.title} is at its limit of ${most}.` } : move(dragged, lane.id)) : null;
  const refusal = way && 'why' in way ? way.why : null;
  const column = columns.value.find((each) => each.id === lane.id);
  const text = `${isFiltering ? `${cards.length} of ` : ''}${count}${most ? ` / ${most}` : ''}`;
  return (
    <section
      class={`lane ${lane.id}${cards.length ? '' : ' bare'}${way ? (refusal ? ' refuses' : ' takes') : ''}${isOver && way ? ' over' : ''}`}
      aria-labelledby={`lane-${lane.id}`}
      onDragOver={(event) => {
        if (!way) return;
        setOver(true);
        if (!refusal) event.preventDefault();
      }}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node) && setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        if (way && 'go' in way) way.go();
        onDrag(null);
        setOver(false);
      }}
    >
      <div class="lane-head">
        <h2 id={`lane-${lane.id}`}>{lane.title}</h2>
        {limitable.includes(lane.id) ? (
          <button class={`quiet count${isFull && count > (most ?? 0) ? ' over' : isFull ? ' full' : ''}`} title="Limit this lane" aria-label={`${text} in ${lane.title}. Limit this lane`} onClick={() => askLimit(lane)}>{text}</button>
        ) : <span class="count">{text}</span>}
      </div>
      {refusal && <p class="why">{refusal}</p>}
      <div class="cards" tabIndex={-1}>
        <Windowed items={cards} keyOf={(task) => task.id} guess={104} gap={8} wanted={focus} render={(task) => (
          <Card key={task.id} task={task} isFocused={focus === task.id} isSelected={selection.has(task.id)} onDrag={onDrag} />
        )} />
        {cards.length === 0 && !refusal && <p class="empty">{isFiltering ? 'No match.' : lane.empty}</p>}
        {column?.nextCursor && <button class="more" onClick={() => void attempt(() => loadMore(lane.id))}>Show more of {count}</button>}
      </div>
    </section>
  );
}
