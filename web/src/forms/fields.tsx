import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { writeDuration, writeSize } from '../widgets/units';
import { useFault } from './Form';

interface Common {
  name: string;
  label: string;
  /** A sentence below the field. */
  hint?: ComponentChildren;
}

interface Attributes {
  id: string;
  name: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

function Field({ name, label, hint, children }: Common & { children: (attributes: Attributes) => JSX.Element }): JSX.Element {
  const id = useId();
  const fault = useFault(name);
  return (
    <div class={`field${fault ? ' wrong' : ''}`}>
      <label for={id}>{label}</label>
      {children({ id, name, 'aria-describedby': fault || hint ? `${id}-note` : undefined, 'aria-invalid': Boolean(fault) })}
      {fault ? <p id={`${id}-note`} class="fault">{label} {fault}.</p> : hint ? <p id={`${id}-note`} class="hint">{hint}</p> : null}
    </div>
  );
}

interface Input extends Common {
  required?: boolean;
  placeholder?: string;
  autofocus?: boolean;
  maxLength?: number;
  min?: number;
  max?: number;
}

export function TextField({ name, label, hint, value, type = 'text', ...rest }: Input & { value?: string | null; type?: 'text' | 'number' | 'password' }): JSX.Element {
  return <Field name={name} label={label} hint={hint}>{(attributes) => <input type={type as 'text'} autocomplete="off" spellcheck={false} {...(type === 'number' && { step: 'any' })} {...rest} {...attributes} defaultValue={value ?? ''} />}</Field>;
}

export const NumberField = ({ value, ...rest }: Input & { value?: number | null }): JSX.Element => <TextField {...rest} type="number" value={value === null || value === undefined ? '' : String(value)} />;

export const DurationField = ({ value, ...rest }: Input & { value?: number | null }): JSX.Element => <TextField {...rest} placeholder={rest.placeholder ?? '30s, 10m, 1h30m'} value={value ? writeDuration(value) : ''} />;

export const SizeField = ({ value, ...rest }: Input & { value?: number | null }): JSX.Element => <TextField {...rest} placeholder={rest.placeholder ?? '512K, 256M, 2G'} value={value ? writeSize(value) : ''} />;

interface Area extends Common {
  rows?: number;
  placeholder?: string;
  autofocus?: boolean;
}

export function AreaField({ name, label, hint, value, isCode, rows = 6, ...rest }: Area & { value?: string; isCode?: boolean }): JSX.Element {
  return <Field name={name} label={label} hint={hint}>{(attributes) => <textarea rows={rows} spellcheck={!isCode} class={isCode ? 'code' : undefined} {...rest} {...attributes} defaultValue={value ?? ''} />}</Field>;
}

/** One entry a line. */
export const LinesField = ({ value, ...rest }: Area & { value?: readonly string[] }): JSX.Element => <AreaField isCode {...rest} rows={rest.rows ?? 3} value={value?.join('\n') ?? ''} />;

export function ChoiceField({ name, label, hint, value, options }: Common & { value?: string | null; options: readonly (readonly [value: string, text: string])[] }): JSX.Element {
  return (
    <Field name={name} label={label} hint={hint}>
      {(attributes) => (
        <select {...attributes} defaultValue={value ?? ''}>
          {options.map(([each, text]) => <option key={each} value={each} selected={each === (value ?? '')}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}

export function CheckField({ name, label, hint, value }: Common & { value?: boolean }): JSX.Element {
  const id = useId();
  return (
    <div class="field check">
      <label for={id}><input id={id} name={name} type="checkbox" defaultChecked={value ?? false} aria-describedby={hint ? `${id}-note` : undefined} />{label}</label>
      {hint && <p id={`${id}-note`} class="hint">{hint}</p>}
    </div>
  );
}

/** Fields that belong together; folded when few people need them. */
export const Fields = ({ title, isFolded, children }: { title: string; isFolded?: boolean; children: ComponentChildren }): JSX.Element => (
  <details class="group" open={!isFolded}>
    <summary>{title}</summary>
    <div class="fields">{children}</div>
  </details>
);
