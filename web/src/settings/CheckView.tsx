import type { JSX } from 'preact';
import type { Check } from '../api/settingTypes';
import { Icon } from '../widgets/Icon';

/** Whether an agent's command can be started, and what to do when it can't. */
export const CheckView = ({ check }: { check: Check }): JSX.Element =>
  check.found ? (
    <span class="badge good"><Icon name="done" /><span>Found: <code>{check.path}</code>{check.version && ` · ${check.version}`}</span></span>
  ) : (
    <span class="attention"><Icon name="warning" /><span>{check.hint ?? 'It was not found.'}</span></span>
  );
