import type { JSX } from 'preact';
import { api } from '../api/client';
import { follow } from '../board/store';
import { Form } from '../forms/Form';
import { TextField } from '../forms/fields';

/** What stands in place of everything while the server wants a token. */
export const LoginPage = (): JSX.Element => (
  <main class="login" aria-label="Log in">
    <h1><img src="/favicon.svg" alt="" width="26" height="26" />Drover</h1>
    <p class="hint">This server lets in who has its token: the text of DROVER_TOKEN, or of the file that DROVER_TOKEN_FILE names.</p>
    <Form action="Log in" isNew onSend={async (read) => {
      await api.logIn(read.raw('token'));
      await follow();
    }}>
      <TextField name="token" label="Token" type="password" required autofocus />
    </Form>
  </main>
);
