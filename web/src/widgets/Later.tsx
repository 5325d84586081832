import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part of the page that is loaded when it is first looked at. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): (properties: P) => JSX.Element {
  let loaded: ComponentType<P> | null = null;
  return function Later(properties: P): JSX.Element {
    const [problem, setProblem] = useState('');
    const [, setReady] = useState(loaded !== null);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (module) => {
          loaded = module.default;
          setReady(true);
        },
        () => setProblem('This part of the page could not be loaded. Reload the page.'),
      );
    }, []);
    const Part = loaded;
    return Part ? <Part {...properties} /> : <p class="empty">{problem || 'Loading…'}</p>;
  };
}
