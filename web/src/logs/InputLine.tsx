import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client';

/** A line to the standard input of a run that reads from a pipe. */
export function InputLine({ runId }: { runId: string }): JSX.Element {
  const [problem, setProblem] = useState('');
  const send = (values: { text?: string; end?: boolean }): Promise<void> => api.input(runId, values).then(() => setProblem(''), (reason: Error) => setProblem(reason.message));
  return (
    <form
      class="input-line"
      onSubmit={(event) => {
        event.preventDefault();
        const field = event.currentTarget.elements.namedItem('line') as HTMLInputElement;
        void send({ text: `${field.value}\n` }).then(() => (field.value = ''));
      }}
    >
      <label><span class="sr">Standard input</span><input name="line" autocomplete="off" spellcheck={false} placeholder="A line to its standard input" /></label>
      <button>Send</button>
      <button type="button" class="quiet" title="Close its standard input" onClick={() => void send({ end: true })}>End</button>
      {problem && <span class="fault" role="alert">{problem}</span>}
    </form>
  );
}
