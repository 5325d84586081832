import { signal } from '@preact/signals';
import type { Task } from '../api/types';
import { openTask } from '../routing/route';
import { say } from '../widgets/toasts';

/** Whether the browser tells of what has ended while somebody looks elsewhere. */
export const notices = signal(localStorage.getItem('notices') === 'on' && typeof Notification !== 'undefined' && Notification.permission === 'granted');

export async function setNotices(isOn: boolean): Promise<void> {
  if (isOn && (typeof Notification === 'undefined' || (await Notification.requestPermission()) !== 'granted')) {
    say('The browser does not let this page notify you: its site settings say so.', 'bad');
    isOn = false;
    notices.value = true; // So that the box is drawn again.
  }
  notices.value = isOn;
  if (isOn) localStorage.setItem('notices', 'on');
  else localStorage.removeItem('notices');
}

const needs: Partial<Record<Task['status'], string>> = { review: 'is ready for review', failed: 'has failed', todo: 'came back' };

/** Tells of a task whose run has just ended, if nobody looks. */
export function tell(before: Task | undefined, after: Task): void {
  if (!notices.value || !document.hidden || !before || before.status === after.status) return;
  if (before.status !== 'running' && before.status !== 'stopping') return;
  const how = needs[after.status];
  if (!how) return;
  const notice = new Notification(`${after.id} ${how}`, { body: after.attention ? `${after.title}\n${after.attention.text}` : after.title, tag: after.id, icon: '/favicon.svg' });
  notice.onclick = () => {
    focus();
    openTask(after.id);
    notice.close();
  };
}
