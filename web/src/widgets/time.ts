import { signal } from '@preact/signals';

/** Now, in milliseconds; changes once a second while somebody looks at the page. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);
document.addEventListener('visibilitychange', () => (now.value = Date.now()));

const two = (n: number): string => String(n).padStart(2, '0');

/** "4s", "3m 07s", "2h 05m", "4d 3h". */
export function duration(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m ${two(s % 60)}s`;
  if (s < 86_400) return `${Math.floor(s / 3600)}h ${two(Math.floor(s / 60) % 60)}m`;
  return `${Math.floor(s / 86_400)}d ${Math.floor(s / 3600) % 24}h`;
}

/** As above, with tenths below ten seconds: for what has ended. */
export const took = (ms: number): string => (ms < 10_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)}s` : duration(ms));

/** "14:03:07.250" */
export function clock(ms: number, withTenths = true): string {
  const date = new Date(ms);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return withTenths ? `${time}.${String(date.getMilliseconds()).padStart(3, '0')}` : time;
}

/** "14:03" today, "21 Nov 14:03" otherwise. */
export function moment(text: string): string {
  const date = new Date(text);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date(now.value).toDateString()) return time;
  return `${date.getDate()} ${date.toLocaleString('en', { month: 'short' })} ${time}`;
}

/** "812 B", "1.4 MB" */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = n;
  let unit = -1;
  do {
    value /= 1000;
    unit++;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
