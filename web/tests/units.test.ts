import { describe, expect, it } from 'vitest';
import { readDuration, readSize, writeDuration, writeSize } from '../src/widgets/units';

describe('durations and sizes', () => {
  it('are read as people write them', () => {
    expect(readDuration('30')).toBe(30_000);
    expect(readDuration('1h 30m')).toBe(5_400_000);
    expect(readDuration('250ms')).toBe(250);
    expect(readDuration('1.5s')).toBe(1500);
    expect(readSize('256M')).toBe(256 * 2 ** 20);
    expect(readSize('2 GiB')).toBe(2 ** 31);
    expect(readSize('1000')).toBe(1000);
  });

  it('are nothing when they are something else', () => {
    for (const text of ['', 'soon', '5 parsecs', '-3s', '1h30']) expect(readDuration(text), text).toBeNaN();
    for (const text of ['', 'big', '-1', '5X']) expect(readSize(text), text).toBeNaN();
  });

  it('come back as they were', () => {
    for (const ms of [1, 999, 1000, 61_500, 5_400_000, 90_061_001]) expect(readDuration(writeDuration(ms))).toBe(ms);
    for (const size of [1, 1023, 1024, 1536, 2 ** 31, 3 * 2 ** 40]) expect(readSize(writeSize(size))).toBe(size);
  });
});
