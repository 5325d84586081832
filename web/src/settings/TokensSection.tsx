import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import type { ApiToken } from '../api/settingTypes';
import { settingsRev } from '../board/store';
import { ChoiceField, TextField } from '../forms/fields';
import { Form } from '../forms/Form';
import { Collection } from '../widgets/Collection';
import { CopyButton } from '../widgets/CopyButton';
import { moment } from '../widgets/time';

const scopes = [['read', 'Read only'], ['write', 'Read and change']] as const;

function TokenForm({ onClose }: { onClose: () => void }): JSX.Element {
  const [made, setMade] = useState<string | null>(null);
  if (made) {
    return (
      <div class="fields">
        <p>This is the token. It is shown this once; the server keeps only what it needs to know it again.</p>
        <p class="copied"><code>{made}</code><CopyButton text={made} what="The token" /></p>
        <p class="hint">Send it in a header: <code>Authorization: Bearer …</code></p>
        <div class="acts"><span class="space" /><button class="primary" onClick={onClose}>Done</button></div>
      </div>
    );
  }
  return (
    <Form action="Make it" isNew onCancel={onClose} onSend={async (read) => setMade((await api.addToken(read.text('name'), read.text('scope'))).token)}>
      <TextField name="name" label="What it is for" required maxLength={100} autofocus placeholder="nightly report" />
      <ChoiceField name="scope" label="It may" value="read" options={scopes} />
    </Form>
  );
}

export const TokensSection = (): JSX.Element => (
  <Collection<ApiToken>
    title="Tokens"
    about="For programs and other people. Over loopback your own user needs none."
    noun="token"
    load={api.tokens}
    stamp={settingsRev.value}
    heads={['For', 'It may', 'Made']}
    nameOf={(each) => each.name}
    cells={(each) => [<b>{each.name}</b>, scopes.find(([scope]) => scope === each.scope)?.[1], moment(each.createdAt)]}
    empty="No token was given out."
    form={(_, close) => <TokenForm onClose={close} />}
    canEdit={false}
    remove={(each) => () => api.removeToken(each.id)}
    removal="Whoever uses it is refused from now on."
  />
);
