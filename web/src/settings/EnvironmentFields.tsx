import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ProfileDraft } from '../api/settingTypes';
import { ChoiceField, LinesField } from '../forms/fields';
import type { FormReader } from '../forms/FormReader';

type Environment = ProfileDraft['environment'];

const policies = [['inherit', 'The server’s, without its own settings'], ['allowlist', 'Of the server’s what is allowed'], ['clear', 'Nothing']] as const;

/** What a secret reads that is stored and never shown. */
const kept = '(kept)';

/** The variables as lines; values that the server keeps to itself are named, not shown. */
export const writeVariables = (set: Record<string, string | null>): string[] => Object.entries(set).map(([name, value]) => `${name}=${value ?? kept}`);

/** Reads NAME=value lines; a secret that still reads as it was shown is sent back as null, which keeps what is stored. */
export function readVariables(lines: readonly string[], secrets: readonly string[]): Record<string, string | null> | string {
  const set: Record<string, string | null> = {};
  for (const line of lines) {
    const at = line.indexOf('=');
    if (at < 1) return `has the line “${line.slice(0, 40)}”, which is not NAME=value`;
    const name = line.slice(0, at).trim();
    const value = line.slice(at + 1);
    set[name] = value === kept && secrets.includes(name) ? null : value;
  }
  return set;
}

export function readEnvironment(read: FormReader): Environment {
  const secrets = read.lines('environment.secrets').map((each) => each.trim());
  const set = readVariables(read.lines('environment.set'), secrets);
  if (typeof set === 'string') read.faults['environment.set'] = set;
  return {
    policy: read.text('environment.policy'),
    allow: read.lines('environment.allow').map((each) => each.trim()),
    set: typeof set === 'string' ? {} : set,
    secrets,
  };
}

/** The environment of an agent. Secrets can be written, never read. */
export function EnvironmentFields({ environment }: { environment: Environment | undefined }): JSX.Element {
  const [policy, setPolicy] = useState(environment?.policy ?? 'inherit');
  return (
    <div class="fields" onInput={(event) => (event.target as HTMLInputElement).name === 'environment.policy' && setPolicy((event.target as HTMLSelectElement).value)}>
      <ChoiceField name="environment.policy" label="Begins with" value={policy} options={policies} />
      {policy === 'allowlist' && <LinesField name="environment.allow" label="Allowed, one name a line" value={environment?.allow} hint="* at the end stands for anything: LC_*" />}
      <LinesField name="environment.set" label="Variables, NAME=value, one a line" rows={4} value={environment && writeVariables(environment.set)} hint={`A value shown as ${kept} is secret and stays as it is; write another over it to change it.`} />
      <LinesField name="environment.secrets" label="Secret, one name a line" rows={2} value={environment?.secrets} hint="Their values are starred out in every view of a log, and are never shown again." />
    </div>
  );
}
