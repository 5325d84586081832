import { computed, signal } from '@preact/signals';

export type Group = 'Anywhere' | 'Board' | 'Log';

/** Something that a key does. */
export interface Action {
  title: string;
  group: Group;
  /** The key, or two of them in a row: "g b". */
  key: string;
  /** A key that does the same and can't be changed. */
  also?: string;
}

const table = {
  help: { title: 'These keys', group: 'Anywhere', key: '?' },
  create: { title: 'New task', group: 'Anywhere', key: 'c' },
  find: { title: 'Search or filter', group: 'Anywhere', key: '/' },
  close: { title: 'Close', group: 'Anywhere', key: 'Escape' },
  board: { title: 'Board', group: 'Anywhere', key: 'g b' },
  queuePage: { title: 'Queue', group: 'Anywhere', key: 'g q' },
  processes: { title: 'Processes', group: 'Anywhere', key: 'g p' },
  history: { title: 'History', group: 'Anywhere', key: 'g h' },
  system: { title: 'System', group: 'Anywhere', key: 'g y' },
  settings: { title: 'Settings', group: 'Anywhere', key: 'g s' },
  next: { title: 'Next card', group: 'Board', key: 'j', also: 'ArrowDown' },
  previous: { title: 'Previous card', group: 'Board', key: 'k', also: 'ArrowUp' },
  left: { title: 'Lane to the left', group: 'Board', key: 'h' },
  right: { title: 'Lane to the right', group: 'Board', key: 'l' },
  open: { title: 'Open', group: 'Board', key: 'Enter' },
  run: { title: 'Run', group: 'Board', key: 'r' },
  queue: { title: 'Queue', group: 'Board', key: 'q' },
  stop: { title: 'Stop', group: 'Board', key: 's' },
  kill: { title: 'Kill', group: 'Board', key: 'S' },
  approve: { title: 'Approve', group: 'Board', key: 'a' },
  moveLeft: { title: 'Move the card to the left', group: 'Board', key: '<' },
  moveRight: { title: 'Move the card to the right', group: 'Board', key: '>' },
  select: { title: 'Select', group: 'Board', key: 'x' },
  extendNext: { title: 'Select the next too', group: 'Board', key: 'J' },
  extendPrevious: { title: 'Select the previous too', group: 'Board', key: 'K' },
  follow: { title: 'Follow the end', group: 'Log', key: 'f' },
  wrap: { title: 'Wrap lines', group: 'Log', key: 'w' },
  stamps: { title: 'Time stamps', group: 'Log', key: 't' },
  nextMatch: { title: 'Next match', group: 'Log', key: 'n' },
  previousMatch: { title: 'Previous match', group: 'Log', key: 'N' },
  begin: { title: 'Beginning', group: 'Log', key: 'g g' },
  end: { title: 'End', group: 'Log', key: 'G' },
  goTo: { title: 'Go to a line or time', group: 'Log', key: ':' },
  link: { title: 'Copy a link to this line', group: 'Log', key: 'y l' },
} satisfies Record<string, Action>;

export type ActionId = keyof typeof table;

export const actions: Readonly<Record<ActionId, Action>> = table;
export const actionIds = Object.keys(table) as ActionId[];

type Changes = Partial<Record<ActionId, string>>;

function stored(): Changes {
  try {
    const found = JSON.parse(localStorage.getItem('keys') ?? '{}') as Record<string, unknown>;
    return Object.fromEntries(Object.entries(found).filter(([id, key]) => id in table && typeof key === 'string')) as Changes;
  } catch {
    // Somebody else's words under our name: the keys are as they come.
    return {};
  }
}

/** The keys that a person has changed; kept in this browser. */
export const changes = signal<Changes>(stored());

export const keyOf = (id: ActionId): string => changes.value[id] ?? actions[id].key;

/** The actions of each key. */
export const byKey = computed(() => {
  const found = new Map<string, ActionId[]>();
  for (const id of actionIds) for (const key of [keyOf(id), actions[id].also]) if (key) found.set(key, [...(found.get(key) ?? []), id]);
  return found;
});

const meets = (a: Group, b: Group): boolean => a === b || a === 'Anywhere' || b === 'Anywhere';

/** What stands in the way of a key: an action that has it already, or whose two keys begin with it. */
export function conflict(id: ActionId, key: string): ActionId | undefined {
  const clashes = (mine: string, other: string): boolean => mine === other || mine.startsWith(`${other} `) || other.startsWith(`${mine} `);
  return actionIds.find((each) => each !== id && meets(actions[each].group, actions[id].group) && [keyOf(each), actions[each].also].some((other) => other && clashes(key, other)));
}

/** Gives an action another key; null gives it its own back. */
export function bind(id: ActionId, key: string | null): void {
  const next = { ...changes.value };
  if (key === null || key === actions[id].key) delete next[id];
  else next[id] = key;
  changes.value = next;
  if (Object.keys(next).length) localStorage.setItem('keys', JSON.stringify(next));
  else localStorage.removeItem('keys');
}

const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', ' ': 'Space' };

/** The caps to press for a key, one after the other. */
export const caps = (key: string): string[] =>
  key.split(/(?<=.) /).flatMap((each) => (/^\p{Lu}$/u.test(each) ? ['Shift', each.toLowerCase()] : [names[each] ?? each]));

/** A key as it is written in a hint: "Shift+s", "g b". */
export const keyText = (id: ActionId): string => keyOf(id).split(/(?<=.) /).map((each) => caps(each).join('+')).join(' ');
