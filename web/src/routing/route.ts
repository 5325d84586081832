import { computed, signal } from '@preact/signals';

// Constraints
//   Everything a person would want to send to somebody else (page, open task, run, tab, filter, line) is in the address, so that reload, back and a
//   copied link all show the same. What a key press changes many times a second (scrolling, selection) is not.
// Scheme
//   One signal holds the address. Opening something pushes history; refining what is shown replaces it.

export const pages = ['board', 'queue', 'processes', 'history', 'system', 'settings'] as const;
export type PageName = (typeof pages)[number];

const here = (): URL => new URL(location.href);
const address = signal(here());

addEventListener('popstate', () => (address.value = here()));
addEventListener('hashchange', () => (address.value = here()));

export const page = computed<PageName>(() => {
  const name = address.value.pathname.slice(1);
  return (pages as readonly string[]).includes(name) ? (name as PageName) : 'board';
});

export const hash = computed(() => address.value.hash);

/** A value of the address; "" when it is not there. */
export const parameter = (name: string): string => address.value.searchParams.get(name) ?? '';

type Values = Record<string, string | null>;

function go(url: URL, isStep: boolean): void {
  if (url.href === location.href) return;
  history[isStep ? 'pushState' : 'replaceState'](null, '', url);
  address.value = url;
}

function withValues(url: URL, values: Values): URL {
  for (const [name, value] of Object.entries(values)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  return url;
}

/** Changes values of the address in place. */
export const refine = (values: Values, newHash?: string): void => {
  const url = withValues(here(), values);
  if (newHash !== undefined) url.hash = newHash;
  go(url, false);
};

/** Changes values of the address as a step that "back" undoes. */
export const step = (values: Values): void => {
  const url = withValues(here(), values);
  url.hash = '';
  go(url, true);
};

export const pageAddress = (name: PageName): string => (name === 'board' ? '/' : `/${name}`);

export const openPage = (name: PageName, values: Values = {}): void => go(withValues(new URL(pageAddress(name), location.origin), values), true);

/** Opens a task beside the page that is shown. */
export const openTask = (id: string, values: Values = {}): void => step({ task: id, run: null, tab: null, find: null, at: null, ...values });

export const closeTask = (): void => step({ task: null, run: null, tab: null, find: null, at: null });
