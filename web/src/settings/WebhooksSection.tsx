import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Webhook } from '../api/settingTypes';
import { settingsRev } from '../board/store';
import { CheckField, TextField } from '../forms/fields';
import { Form } from '../forms/Form';
import { Collection } from '../widgets/Collection';
import { CopyButton } from '../widgets/CopyButton';
import { moment } from '../widgets/time';
import { attempt } from '../widgets/toasts';
import { useLoaded } from '../widgets/useLoaded';

const events = ['run.started', 'run.ended', 'task.review', 'task.attention', 'task.done', 'queue.paused', 'queue.resumed'] as const;
const all = '*';

/** What was sent lately, and what came of it. */
function Deliveries({ id }: { id: string }): JSX.Element | null {
  const page = useLoaded(() => api.deliveries(id), [id], 5000);
  if (!page.value?.items.length) return <p class="hint">Nothing was sent yet.</p>;
  return (
    <table aria-label="Deliveries">
      <thead><tr><th>Event</th><th>Outcome</th><th>When</th></tr></thead>
      <tbody>
        {page.value.items.map((each) => (
          <tr key={each.id}>
            <td>{each.event}</td>
            <td>{each.status}{each.httpStatus ? ` (${each.httpStatus})` : ''}{each.attempts > 1 ? `, ${each.attempts} attempts` : ''}{each.error && <span class="detail">{each.error}</span>}</td>
            <td>{moment(each.lastAt ?? each.createdAt)}{each.status === 'waiting' && each.nextAt && <span class="detail">again {moment(each.nextAt)}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WebhookForm({ webhook, onClose }: { webhook: Webhook | null; onClose: () => void }): JSX.Element {
  const [secret, setSecret] = useState<string | null>(null);
  if (secret) {
    return (
      <div class="fields">
        <p>What is sent is signed with this secret. It is shown this once; give it to whoever checks the signature.</p>
        <p class="copied"><code>{secret}</code><CopyButton text={secret} what="The secret" /></p>
        <div class="acts"><span class="space" /><button class="primary" onClick={onClose}>Done</button></div>
      </div>
    );
  }
  const wanted = webhook?.events ?? [all];
  return (
    <>
      <Form
        action="Save"
        isNew={!webhook}
        onCancel={onClose}
        onSend={async (read) => {
          const chosen = events.filter((each) => read.isOn(`on ${each}`));
          const values = { url: read.text('url'), enabled: read.isOn('enabled'), events: chosen.length === events.length ? [all] : [...chosen] };
          if (webhook) await api.setWebhook(webhook.id, values, webhook.rev);
          else {
            const made = await api.addWebhook(values);
            if (made.secret) return setSecret(made.secret);
          }
          onClose();
        }}
      >
        <TextField name="url" label="Address" value={webhook?.url} required autofocus={!webhook} placeholder="https://example.org/hooks/drover" />
        <fieldset class="choices">
          <legend>Events</legend>
          {events.map((each) => <label key={each}><input type="checkbox" name={`on ${each}`} defaultChecked={wanted.includes(all) || wanted.includes(each)} />{each}</label>)}
        </fieldset>
        <CheckField name="enabled" label="On" value={webhook?.enabled ?? true} />
      </Form>
      {webhook && <details class="group"><summary>Deliveries</summary><Deliveries id={webhook.id} /></details>}
    </>
  );
}

/** Sends a test event, and says what came of it. */
function Tester({ webhook }: { webhook: Webhook }): JSX.Element {
  const [answer, setAnswer] = useState<{ isGood: boolean; text: string } | null>(null);
  const send = (): void => void attempt(() => api.testWebhook(webhook.id)).then((found) => found && setAnswer({ isGood: found.delivered, text: found.delivered ? `arrived in ${Math.round(found.durationMs)} ms` : (found.error ?? `answered ${found.httpStatus}`) }));
  return (
    <div class="tester" role="status">
      <button class="small plain" aria-label={`Send a test to ${webhook.url}`} onClick={send}>Send a test</button>
      {answer && <span class={answer.isGood ? 'hint' : 'fault'}>{answer.text}</span>}
    </div>
  );
}

export const WebhooksSection = (): JSX.Element => (
  <Collection<Webhook>
    title="Webhooks"
    about="Addresses that the server posts events to, signed and again until they arrive."
    noun="webhook"
    load={api.webhooks}
    stamp={settingsRev.value}
    heads={['Address', 'Events', 'Test']}
    nameOf={(each) => each.url}
    cells={(each) => [
      <><code class="clip" title={each.url}>{each.url}</code>{!each.enabled && <span class="detail">off</span>}{each.waiting > 0 && <span class="detail">{each.waiting} waiting</span>}</>,
      each.events.includes(all) ? 'all' : each.events.join(', '),
      <Tester webhook={each} />,
    ]}
    empty="Nobody is told. A webhook can post to your chat when a task needs you."
    form={(each, close) => <WebhookForm webhook={each} onClose={close} />}
    remove={(each) => () => api.removeWebhook(each.id)}
    removal="What was not delivered yet is dropped with it."
  />
);
