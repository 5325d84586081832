import type { JSX } from 'preact';
import { LoginPage } from '../access/LoginPage';
import { BoardPage } from '../board/BoardPage';
import { isLocked, link } from '../board/store';
import { HistoryPage } from '../history/HistoryPage';
import { ProcessesPage } from '../processes/ProcessesPage';
import { QueuePage } from '../queue/QueuePage';
import { ResumeDialog } from '../queue/ResumeDialog';
import { openPage, page, pageAddress, parameter, type PageName } from '../routing/route';
import { SettingsPage } from '../settings/SettingsPage';
import { SystemPage } from '../system/SystemPage';
import { isCreating } from '../tasks/actions';
import { CreateDialog } from '../tasks/CreateDialog';
import { QuestionDialog } from '../tasks/QuestionDialog';
import { TaskPanel } from '../tasks/TaskPanel';
import { Icon, type IconName } from '../widgets/Icon';
import { dismiss, toasts } from '../widgets/toasts';
import { Banner } from './Banner';
import { keyText } from './bindings';
import { Capacity } from './Capacity';
import { HelpDialog, isHelping } from './HelpDialog';
import { useKeys } from './keys';
import { isChoosing, PaletteDialog } from './PaletteDialog';
import { nextTheme, theme } from './theme';

const entries: [PageName, string, IconName][] = [['board', 'Board', 'board'], ['queue', 'Queue', 'queued'], ['processes', 'Processes', 'processes'], ['history', 'History', 'history'], ['system', 'System', 'system'], ['settings', 'Settings', 'settings']];
const linkText = { connecting: 'Connecting', live: 'Live', broken: 'Offline, reconnecting' };

const pageOf: Record<PageName, () => JSX.Element> = { board: BoardPage, queue: QueuePage, processes: ProcessesPage, history: HistoryPage, system: SystemPage, settings: SettingsPage };

/** All pages have this around them. */
export function Frame(): JSX.Element {
  const task = parameter('task');
  const Page = pageOf[page.value];
  useKeys({
    help: () => (isHelping.value = true),
    create: () => (isCreating.value = true),
    board: () => openPage('board'),
    queuePage: () => openPage('queue'),
    processes: () => openPage('processes'),
    history: () => openPage('history'),
    system: () => openPage('system'),
    settings: () => openPage('settings'),
  });
  if (isLocked.value) return <LoginPage />;
  return (
    <div class={`frame${task ? ' with-panel' : ''}`}>
      <a class="skip" href="#main">Skip to the content</a>
      <header class="top">
        <a class="brand" href="/" onClick={(event) => {
          event.preventDefault();
          openPage('board');
        }}><img src="/favicon.svg" alt="" width="22" height="22" />Drover</a>
        <Capacity />
        <span class="space" />
        <span class={`link ${link.value}`} role="status"><span class="dot" aria-hidden="true" /><span class="word">{linkText[link.value]}</span></span>
        <button class="quiet icon" title="Commands (Ctrl K)" aria-label="Commands" onClick={() => (isChoosing.value = true)}><Icon name="search" /></button>
        <button class="quiet icon" title={`Colours: ${theme.value}`} aria-label={`Colours: ${theme.value}. Change`} onClick={nextTheme}><Icon name={theme.value} /></button>
        <button class="quiet icon" title={`Keys (${keyText('help')})`} aria-label="Keys" onClick={() => (isHelping.value = true)}><Icon name="help" /></button>
      </header>
      <nav class="rail" aria-label="Pages">
        {entries.map(([name, title, icon]) => (
          <a key={name} href={pageAddress(name)} aria-current={page.value === name ? 'page' : undefined} onClick={(event) => {
            event.preventDefault();
            openPage(name);
          }}><Icon name={icon} /><span>{title}</span></a>
        ))}
      </nav>
      <div class="content" id="main" tabIndex={-1}>
        <Banner />
        <Page />
      </div>
      {task && <TaskPanel key={task} id={task} />}
      <CreateDialog />
      <QuestionDialog />
      <HelpDialog />
      <ResumeDialog />
      <PaletteDialog />
      <div class="toasts" role="status" aria-live="polite">
        {toasts.value.map((toast) => (
          <p key={toast.key} class={toast.tone}>
            {toast.tone === 'bad' && <Icon name="warning" />}
            <span>{toast.text}</span>
            <button class="quiet icon" aria-label="Dismiss" onClick={() => dismiss(toast.key)}><Icon name="close" /></button>
          </p>
        ))}
      </div>
    </div>
  );
}
