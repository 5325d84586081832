import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const stored = (): Theme => {
  const text = localStorage.getItem('theme');
  return text === 'light' || text === 'dark' ? text : 'auto';
};

export const theme = signal<Theme>(stored());

effect(() => {
  if (theme.value === 'auto') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem('theme');
  } else {
    document.documentElement.dataset.theme = theme.value;
    localStorage.setItem('theme', theme.value);
  }
});

export const nextTheme = (): void => void (theme.value = theme.value === 'auto' ? 'light' : theme.value === 'light' ? 'dark' : 'auto');
