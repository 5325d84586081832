import { expect, test } from 'vitest';
import { LogModel } from '../src/logs/LogModel';
import { LogSearch, matcher } from '../src/logs/LogSearch';
import { RowMap, width } from '../src/logs/RowMap';

const model = (...lines: string[]): LogModel => {
  const made = new LogModel();
  made.add({ seq: 1, lastSeq: 1, ts: '2026-11-21T12:00:00Z', stream: 'stdout', text: lines.map((line) => `${line}\n`).join('') });
  return made;
};

test('a text is found in any case and across colours, and is no expression', () => {
  const search = new LogSearch(matcher('a.b') as RegExp);
  search.update(model('A.B', 'axb', '\x1b[31ma\x1b[0m.b').lines);
  expect(search.found).toEqual([0, 2]);
});

test('an expression between slashes is one; a bad one is said', () => {
  const search = new LogSearch(matcher('/^l\\w+ \\d$/') as RegExp);
  search.update(model('line 1', 'a line 2', 'LINE 3').lines);
  expect(search.found).toEqual([0]);
  expect(matcher('/(/')).toBeTypeOf('string');
  expect(matcher('')).toBeNull();
});

test('a search goes on with new lines, and with an open one that grows', () => {
  const growing = model('x');
  const search = new LogSearch(matcher('xy') as RegExp);
  const add = (text: string): void => growing.add({ seq: growing.lastSeq + 1, lastSeq: growing.lastSeq + 1, ts: '2026-11-21T12:00:00Z', stream: 'stdout', text });
  add('x');
  search.update(growing.lines);
  expect(search.found).toEqual([]);
  add('y\nxy\n');
  search.update(growing.lines);
  search.update(growing.lines);
  expect(search.found).toEqual([1, 2]);
});

test('ranges are where the text matches', () => {
  expect(new LogSearch(matcher('ab') as RegExp).ranges('ab xAB')).toEqual([[0, 2], [4, 6]]);
});

test('rows of several heights are found by height, and the other way round', () => {
  const map = new RowMap();
  const heights = [1, 3, 1, 2];
  map.grow(4, (row) => heights[row]!);
  expect(map.height).toBe(7);
  expect([0, 1, 2, 3].map((row) => map.top(row))).toEqual([0, 1, 4, 5]);
  expect([0, 1, 2, 3, 4, 5, 6, 99].map((top) => map.at(top))).toEqual([0, 1, 1, 1, 2, 3, 3, 3]);
  map.cut(1);
  map.grow(2, () => 5);
  expect(map.height).toBe(6);
});

test('widths are those of a monospaced font', () => {
  expect(width('abc')).toBe(3);
  expect(width('a\tb')).toBe(9);
  expect(width('漢字')).toBe(4);
  expect(width('🐑')).toBe(2);
});
