import type { JSX, RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { refine } from '../routing/route';
import { keyText } from '../shell/bindings';
import { isCreating, question } from '../tasks/actions';
import { Icon } from '../widgets/Icon';
import { clearFilter, dropView, isFiltering, isSame, keepView, loadMatches, partialLanes, views, type Filter } from './filter';
import { tasks } from './store';

function keep(filter: Filter): void {
  question.value = {
    title: 'Keep this filter as a view',
    text: 'It stands above the board from now on, in this browser. Its link works in any.',
    action: 'Keep',
    isDanger: false,
    note: 'Name',
    then: (name) => name && keepView(name, filter),
  };
}

interface Choice {
  name: 'label' | 'priority' | 'profile';
  title: string;
  all: string;
  values: string[];
}

/** What of the board is shown: text, label, priority, profile, and the views that were kept. */
export function FilterBar({ filter, field }: { filter: Filter; field: RefObject<HTMLInputElement | null> }): JSX.Element {
  const all = [...tasks.value.values()];
  const sorted = (values: string[]): string[] => [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const choices: Choice[] = [
    { name: 'label', title: 'Label', all: 'All labels', values: sorted(all.flatMap((task) => task.labels)) },
    { name: 'priority', title: 'Priority', all: 'All priorities', values: sorted(all.map((task) => String(task.priority))).reverse() },
    { name: 'profile', title: 'Profile', all: 'All profiles', values: sorted(all.map((task) => task.profile ?? 'default')) },
  ];
  useEffect(() => {
    const timer = setTimeout(() => void loadMatches(filter).catch(() => undefined), 250);
    return () => clearTimeout(timer);
  }, [JSON.stringify(filter), partialLanes()]);
  const isActive = isFiltering(filter);
  const kept = views.value.find((view) => isSame(view.filter, filter));
  return (
    <>
      <div class="bar">
        <h1>Board</h1>
        <label class="find">
          <Icon name="search" />
          <span class="sr">Filter tasks</span>
          <input ref={field as RefObject<HTMLInputElement>} type="search" placeholder={`Filter  ${keyText('find')}`} value={filter.q} onInput={(event) => refine({ q: event.currentTarget.value })} />
        </label>
        {choices.map(({ name, title, all: text, values }) => (values.length > 1 || filter[name] || (name === 'label' && values.length > 0)) && (
          <select key={name} aria-label={title} value={filter[name]} onChange={(event) => refine({ [name]: event.currentTarget.value })}>
            <option value="">{text}</option>
            {[...values, ...(filter[name] && !values.includes(filter[name]) ? [filter[name]] : [])].map((each) => <option key={each} value={each}>{name === 'priority' ? `Priority ${each}` : each}</option>)}
          </select>
        ))}
        {isActive && !kept && <button class="quiet" onClick={() => keep(filter)}>Keep as a view</button>}
        {isActive && <button class="quiet" onClick={clearFilter}>Clear</button>}
        <span class="space" />
        <button class="primary" title={`New task (${keyText('create')})`} onClick={() => (isCreating.value = true)}><Icon name="plus" />New task</button>
      </div>
      {views.value.length > 0 && (
        <ul class="views" aria-label="Views">
          {views.value.map((view) => (
            <li key={view.name} class={view === kept ? 'on' : ''}>
              <button class="quiet" aria-pressed={view === kept} onClick={() => (view === kept ? clearFilter() : refine({ ...view.filter }))}>{view.name}</button>
              <button class="quiet icon" title="Drop this view" aria-label={`Drop the view ${view.name}`} onClick={() => dropView(view.name)}><Icon name="close" /></button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
