import type { JSX } from 'preact';
import { api } from '../api/client';
import { DurationField, NumberField } from '../forms/fields';
import { Form, throwIfWrong } from '../forms/Form';
import { Dialog } from '../widgets/Dialog';
import { say } from '../widgets/toasts';
import { useLoaded } from '../widgets/useLoaded';
import { Waiting } from '../widgets/Waiting';

/** How long what ended runs have written is kept: applied at once, and from now on. */
export function PruneDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const settings = useLoaded(api.settings, []);
  return (
    <Dialog title="Remove old logs" onClose={onClose}>
      {!settings.value ? <Waiting of={settings} /> : (
        <Form
          action="Remove what is older"
          onCancel={onClose}
          onSend={async (read) => {
            const logRetentionMs = read.duration('logRetentionMs') ?? 0;
            const keptRuns = read.number('keptRuns') ?? 0;
            throwIfWrong(read);
            await api.set({ logRetentionMs, keptRuns });
            say('Old logs are being removed; what is known of their runs stays.');
            onClose();
          }}
        >
          <p class="hint">Logs and prompts beyond this are removed now and from now on, for good. What is known of the runs stays. Live runs are never touched.</p>
          <div class="halves">
            <DurationField name="logRetentionMs" label="Keep them for" value={settings.value.logRetentionMs} placeholder="ever" hint="30d, say; empty: for ever" />
            <NumberField name="keptRuns" label="Keep of each task, at most" value={settings.value.keptRuns} min={0} max={1_000_000} placeholder="all" />
          </div>
        </Form>
      )}
    </Dialog>
  );
}
