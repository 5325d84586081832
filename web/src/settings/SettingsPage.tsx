import type { JSX } from 'preact';
import { pageAddress, parameter, refine } from '../routing/route';
import { KeysSection } from './KeysSection';
import { LimitsSection } from './LimitsSection';
import { PageSection } from './PageSection';
import { ProfilesSection } from './ProfilesSection';
import { SchedulesSection } from './SchedulesSection';
import { TokensSection } from './TokensSection';
import { WebhooksSection } from './WebhooksSection';
import { WorkspacesSection } from './WorkspacesSection';

const sections: [name: string, title: string, Section: () => JSX.Element][] = [
  ['profiles', 'Profiles', ProfilesSection],
  ['limits', 'Limits', LimitsSection],
  ['workspaces', 'Workspaces', WorkspacesSection],
  ['schedules', 'Schedules', SchedulesSection],
  ['webhooks', 'Webhooks', WebhooksSection],
  ['tokens', 'Tokens', TokensSection],
  ['keys', 'Keys', KeysSection],
  ['page', 'This page', PageSection],
];

/** All that can be set, one kind at a time. */
export function SettingsPage(): JSX.Element {
  const [at, , Section] = sections.find(([name]) => name === parameter('at')) ?? sections[0]!;
  return (
    <main class="list-page settings-page" aria-label="Settings">
      <div class="bar"><h1>Settings</h1></div>
      <div class="sections">
        <nav aria-label="Settings">
          {sections.map(([name, title]) => (
            <a key={name} href={`${pageAddress('settings')}?at=${name}`} aria-current={name === at ? 'page' : undefined} onClick={(event) => {
              event.preventDefault();
              refine({ at: name });
            }}>{title}</a>
          ))}
        </nav>
        <div class="scrolls" key={at}><Section /></div>
      </div>
    </main>
  );
}
