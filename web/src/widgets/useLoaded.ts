import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  /** Null until it is there. */
  value: T | null;
  /** Why it is not there, or is no longer as new as it should be. */
  problem: string;
  again: () => void;
}

/** Something that the server is asked for when it is first shown, whenever what it hangs on changes, and every so many milliseconds while somebody looks. */
export function useLoaded<T>(load: () => Promise<T>, hangsOn: readonly unknown[], every = 0): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState('');
  const turn = useRef(0);
  const latest = useRef(load);
  latest.current = load;
  const again = useCallback(() => {
    const mine = ++turn.current;
    latest.current().then(
      (found) => {
        if (turn.current !== mine) return;
        setValue(() => found);
        setProblem('');
      },
      (reason: unknown) => turn.current === mine && setProblem(reason instanceof Error ? reason.message : String(reason)),
    );
  }, []);
  useEffect(() => {
    again();
    const timer = every > 0 ? setInterval(() => !document.hidden && again(), every) : undefined;
    return () => {
      clearInterval(timer);
      turn.current++;
    };
  }, hangsOn);
  return { value, problem, again };
}
