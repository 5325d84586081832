import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { question } from '../tasks/actions';
import { Dialog } from './Dialog';
import { Icon } from './Icon';
import { attempt } from './toasts';
import { useLoaded } from './useLoaded';
import { Waiting } from './Waiting';

interface Properties<T> {
  title: string;
  /** What these are for, in a sentence. */
  about: ComponentChildren;
  /** What one of them is called: "profile". */
  noun: string;
  load: () => Promise<T[]>;
  /** What the list hangs on beside what is done here. */
  stamp: unknown;
  heads: string[];
  cells: (each: T) => ComponentChildren[];
  nameOf: (each: T) => string;
  /** What stands where there is none. */
  empty: ComponentChildren;
  /** The form of one, or of a new one. */
  form: (each: T | null, close: () => void) => JSX.Element;
  canEdit?: boolean;
  /** How one is deleted; without it, it can't be. */
  remove: (each: T) => (() => Promise<unknown>) | null;
  /** What is lost with it. */
  removal: string;
}

/** A list of things that have names, each with a form: profiles, workspaces, schedules, tokens. */
export function Collection<T>({ title, about, noun, load, stamp, heads, cells, nameOf, empty, form, canEdit = true, remove, removal }: Properties<T>): JSX.Element {
  const [open, setOpen] = useState<{ one: T | null } | null>(null);
  const list = useLoaded(load, [stamp]);
  const close = (): void => {
    setOpen(null);
    list.again();
  };
  const ask = (each: T, go: () => Promise<unknown>): void => {
    question.value = {
      title: `Delete the ${noun} ${nameOf(each)}?`,
      text: removal,
      action: 'Delete',
      isDanger: true,
      then: () => void attempt(go).then(list.again),
    };
  };
  const id = `set-${noun}`;
  return (
    <section aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <span class="space" />
        <button onClick={() => setOpen({ one: null })}><Icon name="plus" />New {noun}</button>
      </header>
      <p class="hint about">{about}</p>
      {!list.value ? <Waiting of={list} /> : list.value.length === 0 ? <p class="empty">{empty}</p> : (
        <div class="table">
          <table aria-label={title}>
            <thead><tr>{heads.map((head) => <th key={head}>{head}</th>)}<th><span class="sr">What can be done</span></th></tr></thead>
            <tbody>
              {list.value.map((each) => {
                const go = remove(each);
                return (
                  <tr key={nameOf(each)}>
                    {cells(each).map((cell, i) => <td key={heads[i]}>{cell}</td>)}
                    <td class="right">
                      {canEdit && <button class="small plain" aria-label={`Edit ${noun} ${nameOf(each)}`} onClick={() => setOpen({ one: each })}>Edit</button>}
                      {go && <button class="quiet icon" title="Delete" aria-label={`Delete ${noun} ${nameOf(each)}`} onClick={() => ask(each, go)}><Icon name="trash" /></button>}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {open && <Dialog isWide title={open.one ? `${noun[0]!.toUpperCase()}${noun.slice(1)} ${nameOf(open.one)}` : `New ${noun}`} onClose={close}>{form(open.one, close)}</Dialog>}
    </section>
  );
}
