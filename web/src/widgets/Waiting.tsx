import type { JSX } from 'preact';
import type { Loaded } from './useLoaded';

/** What stands where something will be: that it is loading, or why it is not there. */
export const Waiting = ({ of: loaded }: { of: Pick<Loaded<unknown>, 'problem' | 'again'> }): JSX.Element =>
  loaded.problem ? (
    <p class="empty" role="alert">{loaded.problem} <button class="small" onClick={loaded.again}>Try again</button></p>
  ) : (
    <p class="empty">Loading…</p>
  );
