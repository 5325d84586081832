import type { JSX } from 'preact';

/** A small curve beside a number that says the same in words. */
export function Sparkline({ values, least = 1, width = 64, height = 16 }: { values: readonly number[]; least?: number; width?: number; height?: number }): JSX.Element | null {
  if (values.length < 2) return null;
  const top = Math.max(least, ...values);
  const x = (i: number): number => (i / (values.length - 1)) * width;
  const y = (value: number): number => height - 1 - (value / top) * (height - 2);
  const line = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <polygon points={`0,${height} ${line} ${width},${height}`} />
      <polyline points={line} />
    </svg>
  );
}
