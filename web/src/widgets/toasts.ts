import { signal } from '@preact/signals';

export interface Toast {
  key: number;
  text: string;
  tone: 'info' | 'bad';
}

export const toasts = signal<Toast[]>([]);
let keys = 0;

/** Says something in the corner of the page. What went wrong stays longer. */
export function say(text: string, tone: Toast['tone'] = 'info'): void {
  const key = ++keys;
  toasts.value = [...toasts.value.slice(-3), { key, text, tone }];
  setTimeout(() => dismiss(key), tone === 'bad' ? 12_000 : 4000);
}

export const dismiss = (key: number): void => {
  toasts.value = toasts.value.filter((toast) => toast.key !== key);
};

/** Carries something out, and says what went wrong if it did. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (problem) {
    say(problem instanceof Error ? problem.message : String(problem), 'bad');
    return undefined;
  }
}
