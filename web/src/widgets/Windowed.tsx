import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

// Constraints
//   Lists of a thousand cards of different heights must cost what is in sight, and no row may jump while it is read.
// Scheme
//   Rows are measured when they are shown and guessed before. What is above and below the rows in sight is room. Short lists are whole.

const whole = 40;
const spare = 600;

interface Properties<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  /** How high a row is, until it was measured. */
  guess: number;
  gap: number;
  /** The key of a row to bring into sight when it changes. */
  wanted: string;
  render: (item: T) => JSX.Element;
}

const scrollerOf = (element: HTMLElement): HTMLElement => {
  for (let each = element.parentElement; each; each = each.parentElement) if (/auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  return document.documentElement;
};

/** A list of which only what is in sight is in the page. */
export function Windowed<T>({ items, keyOf, guess, gap, wanted, render }: Properties<T>): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<string, number>());
  const [view, setView] = useState({ top: 0, bottom: 1200 });
  const isWhole = items.length <= whole;

  const tops: number[] = [0];
  for (const item of items) tops.push(tops.at(-1)! + (heights.current.get(keyOf(item)) ?? guess) + gap);
  let first = 0;
  let last = items.length;
  if (!isWhole) {
    while (first < items.length && tops[first + 1]! < view.top - spare) first++;
    last = first;
    while (last < items.length && tops[last]! < view.bottom + spare) last++;
  }

  useEffect(() => {
    if (isWhole) return;
    const element = box.current!;
    const scroller = scrollerOf(element);
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const top = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      setView((was) => (Math.abs(was.top - top) < spare / 3 && Math.abs(was.bottom - top - scroller.clientHeight) < spare / 3 ? was : { top, bottom: top + scroller.clientHeight }));
    };
    const ask = (): void => void (frame ||= requestAnimationFrame(look));
    const observer = new ResizeObserver(ask);
    observer.observe(scroller);
    scroller.addEventListener('scroll', ask, { passive: true });
    look();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      scroller.removeEventListener('scroll', ask);
    };
  }, [isWhole]);

  useLayoutEffect(() => {
    const shown = box.current!.children;
    for (let i = 0; i < shown.length; i++) {
      const item = items[first + i];
      if (item) heights.current.set(keyOf(item), (shown[i] as HTMLElement).offsetHeight);
    }
  });

  useEffect(() => {
    const row = wanted ? items.findIndex((item) => keyOf(item) === wanted) : -1;
    if (row < 0) return;
    const element = box.current!;
    const scroller = scrollerOf(element);
    const from = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
    if (tops[row]! < from) scroller.scrollTop += tops[row]! - from - gap;
    else if (tops[row + 1]! > from + scroller.clientHeight) scroller.scrollTop += tops[row + 1]! - from - scroller.clientHeight + gap;
  }, [wanted]);

  return (
    <div ref={box} class="windowed" data-count={items.length} style={{ paddingTop: `${tops[first]}px`, paddingBottom: `${tops[items.length]! - tops[last]!}px`, gap: `${gap}px` }}>
      {items.slice(first, last).map(render)}
    </div>
  );
}
