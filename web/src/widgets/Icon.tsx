import type { JSX } from 'preact';

// 16 × 16, drawn with a line of 1.5 in the colour of the text around.
const paths = {
  todo: <circle cx="8" cy="8" r="5.5" stroke-dasharray="2.2 2.1" />,
  queued: <><circle cx="8" cy="8" r="5.5" /><path d="M8 5v3l2 1.500" /></>,
  running: <><circle cx="8" cy="8" r="5.5" opacity=".3" /><path d="M8 2.500a5.500 5.500 0 0 1 5.500 5.500" /></>,
  stopping: <><circle cx="8" cy="8" r="5.5" /><rect x="6.2" y="6.200" width="3.6" height="3.600" fill="currentColor" stroke="none" /></>,
  review: <><path d="M1.800 8S4 3.800 8 3.800 14.200 8 14.200 8 12 12.200 8 12.200 1.800 8 1.800 8z" /><circle cx="8" cy="8" r="1.8" /></>,
  done: <><circle cx="8" cy="8" r="5.5" /><path d="m5.500 8.200 1.800 1.800 3.400-3.800" /></>,
  failed: <><circle cx="8" cy="8" r="5.5" /><path d="m6 6 4 4m0-4-4 4" /></>,
  blocked: <><circle cx="8" cy="8" r="5.5" /><path d="m4.200 4.200 7.600 7.600" /></>,
  archived: <><path d="M2.500 5.500v7h11v-7M2 3h12v2.500H2zM6.500 8.200h3" /></>,
  warning: <><path d="M8 2.500 14 13H2z" /><path d="M8 6.500v3M8 11.200v.1" /></>,
  play: <path d="M5 3.200v9.600L12.600 8z" fill="currentColor" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" />,
  plus: <path d="M8 3v10M3 8h10" />,
  search: <><circle cx="7" cy="7" r="4.2" /><path d="m10.200 10.200 3.300 3.300" /></>,
  close: <path d="m4 4 8 8m0-8-8 8" />,
  up: <path d="m4 10 4-4 4 4" />,
  down: <path d="m4 6 4 4 4-4" />,
  download: <path d="M8 2.500v7.500m-3-3 3 3 3-3M3 13.200h10" />,
  board: <><rect x="2.5" y="3" width="3" height="10" rx=".8" /><rect x="6.8" y="3" width="3" height="6.500" rx=".8" /><rect x="11" y="3" width="2.800" height="8.200" rx=".8" /></>,
  history: <><path d="M3 8a5.200 5.200 0 1 1 1.600 3.700M3 8 1.600 6.600M3 8l1.500-1.300" /><path d="M8 5.200V8l2 1.300" /></>,
  light: <><circle cx="8" cy="8" r="2.8" /><path d="M8 1.600v1.400m0 10v1.400M1.600 8H3m10 0h1.400M3.500 3.500l1 1m7 7 1 1m0-9-1 1m-7 7-1 1" /></>,
  dark: <path d="M13 9.600A5.600 5.600 0 0 1 6.400 3a5.400 5.400 0 1 0 6.600 6.600z" />,
  auto: <><circle cx="8" cy="8" r="5.5" /><path d="M8 2.500a5.500 5.500 0 0 1 0 11z" fill="currentColor" /></>,
  help: <><circle cx="8" cy="8" r="5.8" /><path d="M6.300 6.400a1.700 1.700 0 1 1 2.500 1.500c-.5.300-.8.600-.8 1.200M8 11v.1" /></>,
  trash: <path d="M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500l.6 8.500h5.800l.6-8.500" />,
  back: <path d="M6 4 2.800 7.200 6 10.400M3 7.200h6.500a3.400 3.400 0 0 1 0 6.300H8" />,
  copy: <><rect x="5.5" y="5.500" width="8" height="8" rx="1.2" /><path d="M10.500 5.500v-3h-8v8h3" /></>,
  processes: <><path d="M8 2.500v3.500M8 6 4 9.500M8 6l4 3.500" /><circle cx="8" cy="2.8" r="1.3" fill="currentColor" /><circle cx="4" cy="11" r="1.6" /><circle cx="12" cy="11" r="1.6" /></>,
  settings: <><circle cx="8" cy="8" r="2.1" /><path d="M8 1.800v2m0 8.400v2M1.800 8h2m8.400 0h2M3.600 3.600 5 5m6 6 1.400 1.400m0-8.800L11 5m-6 6-1.400 1.400" /></>,
  pause: <path d="M5.500 3.500v9m5-9v9" stroke-width="2.2" />,
  system: <><rect x="2.5" y="2.800" width="11" height="4.200" rx="1" /><rect x="2.5" y="9" width="11" height="4.200" rx="1" /><path d="M4.800 4.900h.1m-.1 6.200h.1" /></>,
  grip: <path d="M6 4v.1M10 4v.1M6 8v.1M10 8v.1M6 12v.1M10 12v.1" stroke-width="1.8" />,
  edit: <path d="m10.500 3 2.500 2.500-7.200 7.200-3 .5.500-3z" />,
  more: <path d="M3.500 8h.1M8 8h.1M12.500 8h.1" stroke-width="2" />,
  link: <path d="M6.800 9.200a2.600 2.600 0 0 0 3.700 0l2-2a2.600 2.600 0 0 0-3.700-3.700l-.8.800M9.200 6.800a2.600 2.600 0 0 0-3.700 0l-2 2a2.600 2.600 0 0 0 3.700 3.700l.8-.8" />,
  clock: <><circle cx="8" cy="8" r="5.5" /><path d="M8 4.800V8l2.300 1.400" /></>,
  expand: <path d="M9.500 3H13v3.500M13 3 9 7m-2.500 6H3V9.500M3 13l4-4" />,
} satisfies Record<string, JSX.Element>;

export type IconName = keyof typeof paths;

/** A picture beside a text; screen readers have the text. */
export const Icon = ({ name }: { name: IconName }): JSX.Element => (
  <svg class={`i i-${name}`} viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    {paths[name]}
  </svg>
);
