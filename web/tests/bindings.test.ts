import { afterEach, describe, expect, it } from 'vitest';
import { actionIds, bind, byKey, caps, changes, conflict, keyOf, keyText } from '../src/shell/bindings';

afterEach(() => actionIds.forEach((id) => bind(id, null)));

describe('keys', () => {
  it('are each for one thing in their place', () => {
    for (const id of actionIds) expect(conflict(id, keyOf(id)), id).toBeUndefined();
  });

  it('are changed, kept and given back', () => {
    bind('run', 'u');
    expect(keyOf('run')).toBe('u');
    expect(byKey.value.get('u')).toEqual(['run']);
    expect(byKey.value.get('r')).toBeUndefined();
    expect(JSON.parse(localStorage.getItem('keys')!)).toEqual({ run: 'u' });
    bind('run', null);
    expect(changes.value).toEqual({});
    expect(localStorage.getItem('keys')).toBeNull();
  });

  it('are refused where another has them, or begins with them', () => {
    expect(conflict('run', 's')).toBe('stop');
    expect(conflict('run', 'g')).toBe('board');
    expect(conflict('run', '?')).toBe('help');
    expect(conflict('run', 'ArrowDown')).toBe('next');
    // The log and the board are never asked for the same key.
    expect(conflict('run', 'f')).toBeUndefined();
  });

  it('are written as caps', () => {
    expect(caps('g b')).toEqual(['g', 'b']);
    expect(caps('S')).toEqual(['Shift', 's']);
    expect(keyText('kill')).toBe('Shift+s');
    expect(caps(' ')).toEqual(['Space']);
  });
});
