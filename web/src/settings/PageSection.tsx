import type { JSX } from 'preact';
import { notices, setNotices } from '../shell/notices';
import { theme, type Theme } from '../shell/theme';

const themes: [Theme, string][] = [['auto', 'As the system'], ['light', 'Light'], ['dark', 'Dark']];

/** What this browser remembers for itself. */
export const PageSection = (): JSX.Element => (
  <section aria-labelledby="set-view">
    <h2 id="set-view">This page</h2>
    <p class="hint about">Kept in this browser.</p>
    <fieldset class="choices">
      <legend>Colours</legend>
      {themes.map(([value, text]) => (
        <label key={value}><input type="radio" name="theme" checked={theme.value === value} onChange={() => (theme.value = value)} />{text}</label>
      ))}
    </fieldset>
    <div class="field check">
      <label><input type="checkbox" checked={notices.value} onChange={(event) => void setNotices(event.currentTarget.checked)} />Tell me when a run has ended or needs me</label>
      <p class="hint">By a notification of the browser, while this page is open and not in front.</p>
    </div>
  </section>
);
