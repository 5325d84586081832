import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { openPage } from '../routing/route';
import { Dialog } from '../widgets/Dialog';
import { KeyList } from './KeyList';

export const isHelping = signal(false);

export function HelpDialog(): JSX.Element | null {
  if (!isHelping.value) return null;
  const close = (): void => void (isHelping.value = false);
  return (
    <Dialog isWide title="Keys" onClose={close}>
      <KeyList />
      <div class="acts"><span class="space" /><button onClick={() => {
        close();
        openPage('settings', { at: 'keys' });
      }}>Change keys</button></div>
    </Dialog>
  );
}
