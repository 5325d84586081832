import type { JSX } from 'preact';
import { queue } from '../board/store';

/** How many slots are in use, and how much waits for one. */
export function Capacity(): JSX.Element | null {
  const state = queue.value;
  if (!state) return null;
  return (
    <span class="capacity" title={`${state.active} of ${state.capacity} slots in use`}>
      <span class="slots" aria-hidden="true">{state.capacity <= 8 && Array.from({ length: state.capacity }, (_, i) => <i key={i} class={i < state.active ? 'used' : ''} />)}</span>
      <b>{state.active}/{state.capacity}</b> <span class="word">running</span>{state.waiting > 0 ? <span class="word"> · {state.waiting} waiting</span> : ''}
    </span>
  );
}
