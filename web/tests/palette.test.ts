import { describe, expect, test } from 'vitest';
import { choose, fit, type Command } from '../src/shell/palette';

const commands = (...titles: string[]): Command[] => titles.map((title) => ({ title, go: () => undefined }));
const titles = (words: string, ...all: string[]): string[] => choose(words, commands(...all), 10).map((each) => each.title);

describe('palette', () => {
  test('shows everything in its order while nothing is typed', () => expect(titles('', 'New task', 'Go to the board')).toEqual(['New task', 'Go to the board']));

  test('puts whole words before scattered letters', () =>
    expect(titles('queue', 'quite unusual new element', 'Go to the queue', 'Queue t-1')).toEqual(['Queue t-1', 'Go to the queue', 'quite unusual new element']));

  test('takes first letters of words', () => expect(titles('gtb', 'Change colours', 'Go to the board')).toEqual(['Go to the board']));

  test('leaves out what lacks a letter, and gives no more than asked for', () => {
    expect(fit('xyz', 'Go to the board')).toBe(0);
    expect(choose('t', commands('t1', 't2', 't3'), 2)).toHaveLength(2);
  });
});
