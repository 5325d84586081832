import { useEffect, useRef } from 'preact/hooks';

// Constraints
//   A key typed into a field is text, and a dialog that is open has the keyboard for itself. Keys with Ctrl, Alt or Meta belong to the browser.
// Scheme
//   A stack of maps from keys to what they do; the newest map that knows a key gets it. Two keys in a row ("g b") are one entry.

export type KeyMap = Record<string, (() => void) | undefined>;

const maps: KeyMap[] = [];
let prefix = '';
let forget: ReturnType<typeof setTimeout> | undefined;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select') || target.closest('.xterm') !== null);

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector('dialog[open]')) return;
  if (isTyping(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).blur();
    return;
  }
  // A button or link that has the focus is pressed by Enter and Space.
  if ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLElement && event.target.closest('a, button, summary')) return;
  const keys = prefix ? `${prefix} ${event.key}` : event.key;
  prefix = '';
  for (const map of [...maps].reverse()) {
    const act = map[keys];
    if (act) {
      event.preventDefault();
      act();
      return;
    }
  }
  if (maps.some((map) => Object.keys(map).some((known) => known.startsWith(`${keys} `)))) {
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
    const mine: KeyMap = new Proxy({}, {
      get: (_, name) => current.current[name as string],
      ownKeys: () => Object.keys(current.current),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    });
    maps.push(mine);
    return () => void maps.splice(maps.indexOf(mine), 1);
  }, []);
}
