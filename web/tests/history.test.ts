import { describe, expect, it } from 'vitest';
import type { Run } from '../src/api/types';
import { byTask, lengthOf, median, toneOf } from '../src/history/outcomes';
import { readVariables, writeVariables } from '../src/settings/EnvironmentFields';

const run = (id: string, taskId: string, startedAt: string | null = null, endedAt: string | null = null): Run => ({ id, taskId, startedAt, endedAt }) as Run;

describe('the history', () => {
  it('is grouped by task, oldest run first', () => {
    const groups = byTask([run('4', 'b'), run('3', 'a'), run('2', 'b'), run('1', 'a')]);
    expect(groups.map((group) => [group.taskId, group.runs.map((each) => each.id).join('')])).toEqual([['b', '24'], ['a', '13']]);
  });

  it('has lengths and their middle', () => {
    expect(lengthOf(run('1', 'a', '2026-01-01T00:00:00Z', '2026-01-01T00:00:03Z'))).toBe(3000);
    expect(lengthOf(run('1', 'a', '2026-01-01T00:00:00Z'))).toBeNull();
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1])).toBe(2.5);
    expect(median([])).toBeNull();
    expect([toneOf('succeeded'), toneOf('oom'), toneOf('stopped'), toneOf('running')]).toEqual(['good', 'bad', 'plain', 'run']);
  });
});

describe('the variables of a profile', () => {
  it('keep what is secret without showing it', () => {
    const lines = writeVariables({ A: '1=2', KEY: null });
    expect(lines).toEqual(['A=1=2', 'KEY=(kept)']);
    expect(readVariables(lines, ['KEY'])).toEqual({ A: '1=2', KEY: null });
    expect(readVariables(['KEY=new'], ['KEY'])).toEqual({ KEY: 'new' });
    // What is no secret any more can't be kept unseen.
    expect(readVariables(['KEY=(kept)'], [])).toEqual({ KEY: '(kept)' });
    expect(readVariables(['nonsense'], [])).toContain('which is not NAME=value');
  });
});
