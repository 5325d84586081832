import type { JSX } from 'preact';
import { Icon } from './Icon';
import { say } from './toasts';

/** Puts a text on the clipboard, and says so. */
export const copy = (text: string, what: string): void =>
  void navigator.clipboard?.writeText(text).then(
    () => say(`${what} is copied.`),
    () => say('The browser does not let the page copy.', 'bad'),
  );

export const CopyButton = ({ text, what }: { text: string; what: string }): JSX.Element => (
  <button type="button" class="quiet icon" title={`Copy: ${what}`} aria-label={`Copy: ${what}`} onClick={() => copy(text, what)}><Icon name="copy" /></button>
);
