// Durations and sizes as people write them, the same as in the server's variables: 500ms, 5s, 10m, 2h, 1d, 1h30m; 512K, 256M, 2G.

const times: [string, number][] = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]];
const sizes: [string, number][] = [['T', 2 ** 40], ['G', 2 ** 30], ['M', 2 ** 20], ['K', 2 ** 10], ['', 1]];

/** Milliseconds; NaN when the text is no duration. A number alone means seconds. */
export function readDuration(text: string): number {
  const words = text.trim().toLowerCase().replace(/\s+/g, '');
  if (/^\d+(\.\d+)?$/.test(words)) return Math.round(Number(words) * 1000);
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(words)) return NaN;
  let total = 0;
  for (const [, number, unit] of words.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) total += Number(number) * times.find(([name]) => name === unit)![1];
  return Math.round(total);
}

/** "1h30m", exactly. */
export function writeDuration(ms: number): string {
  let text = '';
  let left = ms;
  for (const [unit, worth] of times) {
    const count = Math.floor(left / worth);
    if (count > 0) text += `${count}${unit}`;
    left -= count * worth;
  }
  return text || '0s';
}

/** Bytes; NaN when the text is no size. K, M, G and T are powers of 1024. */
export function readSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  if (!match) return NaN;
  return Math.round(Number(match[1]) * sizes.find(([unit]) => unit === match[2]!.toUpperCase())![1]);
}

/** "256M", exactly. */
export function writeSize(size: number): string {
  const [unit, worth] = sizes.find(([, each]) => size >= each && size % each === 0) ?? ['', 1];
  return `${size / worth}${unit}`;
}
