import type { JSX } from 'preact';
import { BoardPage } from '../board/BoardPage';
import { link, meta, queue } from '../board/store';
import { HistoryPage } from '../history/HistoryPage';
import { ProcessesPage } from '../processes/ProcessesPage';
import { QueuePage } from '../queue/QueuePage';
import { openPage, page, pageAddress, parameter, type PageName } from '../routing/route';
import { SettingsPage } from '../settings/SettingsPage';
import { CreateDialog } from '../tasks/CreateDialog';
import { QuestionDialog } from '../tasks/QuestionDialog';
import { TaskPanel } from '../tasks/TaskPanel';
import { Icon, type IconName } from '../widgets/Icon';
import { dismiss, toasts } from '../widgets/toasts';
import { duration, now } from '../widgets/time';
import { HelpDialog, isHelping } from './HelpDialog';
import { useKeys } from './keys';
import { isChoosing, PaletteDialog } from './PaletteDialog';
import { nextTheme, theme } from './theme';

const entries: [PageName, string, IconName][] = [['board', 'Board', 'board'], ['queue', 'Queue', 'queued'], ['processes', 'Processes', 'processes'], ['history', 'History', 'history'], ['settings', 'Settings', 'settings']];
const linkText = { connecting: 'Connecting', live: 'Live', broken: 'Offline, reconnecting' };

function Capacity(): JSX.Element | null {
  const state = queue.value;
  if (!state) return null;
  return (
    <span class="capacity" title={`${state.active} of ${state.capacity} slots in use`}>
      <span class="slots" aria-hidden="true">{state.capacity <= 8 && Array.from({ length: state.capacity }, (_, i) => <i key={i} class={i < state.active ? 'used' : ''} />)}</span>
      <b>{state.active}/{state.capacity}</b> <span class="word">running</span>{state.waiting > 0 ? ` · ${state.waiting} waiting` : ''}
    </span>
  );
}

function Banner(): JSX.Element | null {
  const state = queue.value;
  if (link.value === 'broken' && meta.value) return <p class="banner warn" role="status">The connection to the server is lost. What you see is the last that was known; it is read again as soon as the server answers.</p>;
  if (!state?.paused && !state?.draining) return null;
  const left = state.until ? Date.parse(state.until) - now.value : 0;
  return <p class="banner warn" role="status">The queue is {state.draining ? 'draining' : 'paused'}{state.reason ? `: ${state.reason}` : ''}{left > 0 ? ` · goes on in ${duration(left)}` : ''}</p>;
}

const pageOf: Record<PageName, () => JSX.Element> = { board: BoardPage, queue: QueuePage, processes: ProcessesPage, history: HistoryPage, settings: SettingsPage };

/** All pages have this around them. */
export function Frame(): JSX.Element {
  const task = parameter('task');
  const Page = pageOf[page.value];
  useKeys({ '?': () => (isHelping.value = true), 'g b': () => openPage('board'), 'g q': () => openPage('queue'), 'g p': () => openPage('processes'), 'g h': () => openPage('history'), 'g s': () => openPage('settings') });
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
        <button class="quiet icon" title="Keys (?)" aria-label="Keys" onClick={() => (isHelping.value = true)}><Icon name="help" /></button>
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
