import { describe, expect, test } from 'vitest';
import { ResourceModel } from '../src/resources/ResourceModel';

const columns = ['t', 'cpu', 'rss', 'procs', 'threads', 'readBytes', 'writeBytes'];
const message = (seconds: number, more: object = {}) =>
  ({ type: 'resources', runId: 'r_1', cpu: 10, rss: 100, procs: 1, threads: 1, readBytes: 0, writeBytes: 0, timestamp: new Date(seconds * 1000).toISOString(), ...more }) as const;

describe('ResourceModel', () => {
  test('makes rates of totals, whatever the step', () => {
    const model = new ResourceModel();
    model.read({ runId: 'r_1', stepMs: 1000, columns, rows: [[1000, null, 5, 1, 1, 100, 0], [2000, 50, 6, 2, 2, 300, 10], [12000, 60, 7, 3, 3, 1300, 10]] });
    expect(model.columns[0]).toEqual([1, 2, 12]);
    expect(model.columns[1]).toEqual([null, 50, 60]);
    expect(model.columns[4]).toEqual([null, 200, 100]);
    expect(model.columns[5]).toEqual([null, 10, 0]);
  });

  test('takes columns by their names', () => {
    const model = new ResourceModel();
    model.read({ runId: 'r_1', stepMs: 1000, columns: ['rss', 't', 'cpu', 'procs', 'readBytes', 'writeBytes'], rows: [[7, 1000, 1, 2, 0, 0]] });
    expect(model.columns.map((column) => column[0])).toEqual([1, 1, 7, 2, null, null]);
  });

  test('goes on with messages and leaves out what the table had', () => {
    const model = new ResourceModel();
    model.read({ runId: 'r_1', stepMs: 1000, columns, rows: [[1000, null, 5, 1, 1, 0, 0], [2000, 50, 6, 2, 2, 0, 0]] });
    expect(model.take(message(2))).toBe(false);
    expect(model.take(message(3, { readBytes: 500 }))).toBe(true);
    expect(model.columns[0]).toEqual([1, 2, 3]);
    expect(model.columns[4].at(-1)).toBe(500);
  });

  test('stays small for ever and keeps the most that was there', () => {
    const model = new ResourceModel();
    for (let second = 1; second <= 50_000; second++) model.take(message(second, { rss: second === 20_001 ? 9999 : 100 }));
    expect(model.length).toBeLessThanOrEqual(3000);
    expect(model.columns.every((column) => column.length === model.length)).toBe(true);
    expect(Math.max(...(model.columns[2] as number[]))).toBe(9999);
    expect(model.columns[0].at(-1)).toBe(50_000);
    expect([...model.columns[0]].sort((a, b) => a - b)).toEqual(model.columns[0]);
  });

  test('finds the place of a time', () => {
    const model = new ResourceModel();
    for (const second of [10, 20, 30]) model.take(message(second));
    expect([5, 10, 19, 20, 99].map((second) => model.placeOf(second))).toEqual([0, 0, 0, 1, 2]);
  });
});
