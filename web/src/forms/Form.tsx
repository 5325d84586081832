import { createContext, type ComponentChildren, type JSX } from 'preact';
import { useContext, useRef, useState } from 'preact/hooks';
import { Problem } from '../api/client';
import { FormReader, type Faults } from './FormReader';

const FaultContext = createContext<Faults>({});

/** What is wrong with a field of the form around. */
export const useFault = (name: string): string | undefined => useContext(FaultContext)[name];

interface Properties {
  /** What the button says. */
  action: string;
  /** Sends what was read; what it throws is shown at the field it names, or below. */
  onSend: (read: FormReader, choice: string) => Promise<unknown>;
  onCancel?: () => void;
  /** Other ways to send it: a value and what its button says. */
  others?: [choice: string, text: string][];
  /** Whether it can be sent before anything was changed. */
  isNew?: boolean;
  hint?: string;
  children: ComponentChildren;
}

function faultsOf(problem: unknown): Faults {
  if (!(problem instanceof Problem)) return {};
  const errors = Array.isArray(problem.body.errors) ? (problem.body.errors as { field: string; detail: string }[]) : [];
  return Object.fromEntries(errors.map((each) => [each.field, each.detail]));
}

/** A form whose mistakes are said where they were made. */
export function Form({ action, onSend, onCancel, others = [], isNew, hint, children }: Properties): JSX.Element {
  const [faults, setFaults] = useState<Faults>({});
  const [problem, setProblem] = useState('');
  const [isChanged, setChanged] = useState(isNew ?? false);
  const [isSending, setSending] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  const show = (found: Faults, text: string): void => {
    setFaults(found);
    const form = element.current;
    const shown = Object.keys(found).filter((name) => form?.elements.namedItem(name));
    // What belongs to no field that is here is said below.
    const rest = Object.entries(found).filter(([name]) => !shown.includes(name)).map(([name, detail]) => `${name} ${detail}`);
    setProblem(rest.length ? `${rest.join('. ')}.` : shown.length ? '' : text);
    const first = form && shown.length ? [...form.elements].find((each) => shown.includes((each as HTMLInputElement).name)) : null;
    first?.closest('details')?.setAttribute('open', '');
    (first as HTMLElement | null | undefined)?.focus();
  };

  const send = async (choice: string): Promise<void> => {
    const read = new FormReader(element.current!);
    setSending(true);
    try {
      // What is wrong is known when all was read: onSend reads before it sends.
      await onSend(read, choice);
      setChanged(isNew ?? false);
      show({}, '');
    } catch (reason) {
      show({ ...faultsOf(reason), ...read.faults }, reason instanceof Error ? reason.message : String(reason));
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      ref={element}
      class="fields"
      onInput={() => setChanged(true)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void send((event as SubmitEvent).submitter?.getAttribute('value') ?? '');
      }}
    >
      <FaultContext.Provider value={faults}>{children}</FaultContext.Provider>
      {problem && <p class="error" role="alert">{problem}</p>}
      <div class="acts">
        {hint && <span class="hint">{hint}</span>}
        <span class="space" />
        {onCancel && <button type="button" onClick={onCancel}>Cancel</button>}
        {others.map(([choice, text]) => <button key={choice} value={choice} disabled={isSending}>{text}</button>)}
        <button class="primary" disabled={!isChanged || isSending}>{action}</button>
      </div>
    </form>
  );
}

/** Stops a form from being sent when something in it can't be read. */
export function throwIfWrong(read: FormReader): void {
  if (Object.keys(read.faults).length) throw new Error('Something in the form can’t be read.');
}
