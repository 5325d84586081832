import { signal, type Signal } from '@preact/signals';

/** A value that this browser remembers under a name; what is no longer readable is as if it were not there. */
export function stored<T>(name: string, empty: T, isRight: (found: unknown) => found is T): Signal<T> & { keep: (value: T) => void } {
  const read = (): T => {
    try {
      const found: unknown = JSON.parse(localStorage.getItem(name) ?? 'null');
      return isRight(found) ? found : empty;
    } catch {
      // Somebody else's words under our name.
      return empty;
    }
  };
  const value = signal(read());
  const keep = (next: T): void => {
    value.value = next;
    localStorage.setItem(name, JSON.stringify(next));
  };
  return Object.assign(value, { keep });
}
