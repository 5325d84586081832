import { useEffect, useRef } from 'preact/hooks';
import { byKey, type ActionId } from './bindings';

// Constraints
//   A key typed into a field is text, and a dialog that is open has the keyboard for itself. Keys with Ctrl, Alt or Meta belong to the browser.
// Scheme
//   A stack of maps from actions to what they do; of those that a key stands for, the newest map that has one gets it. Two keys in a row ("g b") are one.

export type KeyMap = Partial<Record<ActionId, (() => void) | undefined>>;

const maps: { current: KeyMap }[] = [];
let prefix = '';
let forget: ReturnType<typeof setTimeout> | undefined;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select') || target.closest('.xterm') !== null);

function find(keys: string): (() => void) | undefined {
  const ids = byKey.value.get(keys) ?? [];
  for (const map of [...maps].reverse()) for (const id of ids) if (map.current[id]) return map.current[id];
  return undefined;
}

const isBeginning = (keys: string): boolean => [...byKey.value].some(([known, ids]) => known.startsWith(`${keys} `) && maps.some((map) => ids.some((id) => map.current[id])));

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Shift' || document.querySelector('dialog[open]')) return;
  if (isTyping(event.target)) {
    if (event.key === 'Escape' && !(event.target as HTMLElement).closest('.xterm')) (event.target as HTMLElement).blur();
    return;
  }
  // A button or link that has the focus is pressed by Enter and Space.
  if ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLElement && event.target.closest('a, button, summary, label, input')) return;
  // Of two keys the first may have been meant for something else.
  const keys = prefix && find(`${prefix} ${event.key}`) ? `${prefix} ${event.key}` : event.key;
  prefix = '';
  const act = find(keys);
  if (act) {
    event.preventDefault();
    act();
  } else if (isBeginning(keys)) {
    prefix = keys;
    event.preventDefault();
    clearTimeout(forget);
    forget = setTimeout(() => (prefix = ''), 1200);
  }
});

/** Lets keys act while a component is shown. */
export function useKeys(map: KeyMap): void {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    maps.push(current);
    return () => void maps.splice(maps.indexOf(current), 1);
  }, []);
}
