import type { ApiToken, Check, Delivery, Profile, ProfileDraft, Schedule, ScheduleDraft, Settings, Webhook, Workspace } from './settingTypes';
import type { Board, Explanation, LiveRun, LogPage, Page, Queue, Recovery, Resources, Run, SystemState, Task, TaskDraft, TaskEvent, TreeProcess } from './types';

/** A refusal, in the server's words (application/problem+json). */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, detail: string, readonly body: Record<string, unknown>) {
    super(detail);
  }
}

async function request<T>(method: string, path: string, body?: unknown, rev?: number): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...(rev !== undefined && { 'If-Match': `"${rev}"` }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, 'unreachable', 'The server does not answer. Is drover serve still running?', {});
  }
  const text = await response.text();
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
  let answer: Record<string, unknown> = {};
  try {
    answer = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Not from our server: the status is all there is to say.
  }
  throw new Problem(response.status, String(answer.code ?? 'error'), String(answer.detail ?? `The server answered ${response.status}.`), answer);
}

async function text(path: string): Promise<string> {
  const response = await fetch(path);
  if (!response.ok) throw new Problem(response.status, 'error', `The server answered ${response.status}.`, {});
  return response.text();
}

const named = (kind: string, name: string): string => `/api/${kind}/${encodeURIComponent(name)}`;
const task = (id: string): string => `/api/tasks/${encodeURIComponent(id)}`;
const run = (id: string): string => `/api/runs/${encodeURIComponent(id)}`;
const query = (values: Record<string, string | number | null | undefined>): string => {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
};

export const api = {
  board: (): Promise<Board> => request('GET', '/api/board'),
  tasks: (values: { status?: string; sort?: string; q?: string; label?: string; priority?: string; cursor?: string | null; limit?: number }): Promise<Page<Task>> => request('GET', `/api/tasks${query(values)}`),
  task: (id: string): Promise<Task> => request('GET', task(id)),
  create: (draft: TaskDraft): Promise<Task> => request('POST', '/api/tasks', draft),
  edit: (id: string, fields: Partial<TaskDraft> & { status?: string }, rev?: number): Promise<Task> => request('PATCH', task(id), fields, rev),
  remove: (id: string): Promise<void> => request('DELETE', task(id)),
  run: (id: string): Promise<{ runId: string }> => request('POST', `${task(id)}/run`),
  stop: (id: string): Promise<{ deadline: string }> => request('POST', `${task(id)}/stop`),
  kill: (id: string): Promise<unknown> => request('POST', `${task(id)}/kill`),
  enqueue: (id: string): Promise<{ position: number }> => request('POST', `${task(id)}/queue`),
  dequeue: (id: string): Promise<Task> => request('POST', `${task(id)}/dequeue`),
  approve: (id: string): Promise<Task> => request('POST', `${task(id)}/approve`),
  reject: (id: string, note: string): Promise<Task> => request('POST', `${task(id)}/reject`, { note }),
  archive: (id: string): Promise<Task> => request('POST', `${task(id)}/archive`),
  runsOf: (id: string, cursor?: string | null): Promise<Page<Run>> => request('GET', `${task(id)}/runs${query({ cursor, limit: 100 })}`),
  runs: (values: { state?: string; taskId?: string; since?: string; until?: string; cursor?: string | null; limit?: number }): Promise<Page<Run>> => request('GET', `/api/runs${query(values)}`),
  runById: (id: string): Promise<Run> => request('GET', run(id)),
  events: (id: string): Promise<TaskEvent[]> => request('GET', `${task(id)}/events`),
  explain: (): Promise<Explanation[]> => request('GET', '/api/queue/explain'),
  reorder: (ids: string[]): Promise<Explanation[]> => request('POST', '/api/queue/reorder', { ids }),
  pause: (reason: string): Promise<Queue> => request('POST', '/api/queue/pause', reason ? { reason } : {}),
  resume: (): Promise<Queue> => request('POST', '/api/queue/resume'),
  drain: (): Promise<Queue> => request('POST', '/api/queue/drain'),
  capacity: (capacity: number): Promise<Queue> => request('PATCH', '/api/queue', { capacity }),
  bulk: (ids: string[], action: string): Promise<{ id: string; status: number; detail: string | null }[]> => request('POST', '/api/tasks/bulk', { ids, action }),
  processes: (): Promise<LiveRun[]> => request('GET', '/api/processes'),
  tree: (id: string): Promise<{ processes: TreeProcess[] }> => request('GET', `${run(id)}/tree`),
  signal: (id: string, signal: string, target: 'group' | 'tree' | number): Promise<void> =>
    request('POST', `${run(id)}/signal`, typeof target === 'number' ? { signal, scope: 'process', pid: target } : { signal, scope: target }),
  resources: (id: string): Promise<Resources> => request('GET', `${run(id)}/resources`),
  eventsOfRun: (id: string): Promise<TaskEvent[]> => request('GET', `${run(id)}/events`),
  system: (): Promise<SystemState> => request('GET', '/api/system'),
  recovery: (): Promise<Recovery> => request('GET', '/api/recovery'),
  ready: async (): Promise<{ status: string; problems: string[] }> => {
    const response = await fetch('/readyz');
    return (await response.json()) as { status: string; problems: string[] };
  },
  prompt: (id: string): Promise<string> => text(`${run(id)}/prompt`),
  input: (id: string, values: { text?: string; base64?: string; end?: boolean }): Promise<void> => request('POST', `${run(id)}/input`, values),
  resize: (id: string, columns: number, rows: number): Promise<void> => request('POST', `${run(id)}/resize`, { columns, rows }),
  logPage: (id: string, values: { after?: number; at?: string; limit?: number }): Promise<LogPage> => request('GET', `${run(id)}/logs${query(values)}`),
  settings: (): Promise<Settings> => request('GET', '/api/settings'),
  set: (values: Partial<Record<keyof Settings, unknown>>, rev?: number): Promise<Settings> => request('PATCH', '/api/settings', values, rev),
  profiles: (): Promise<Profile[]> => request('GET', '/api/profiles'),
  addProfile: (draft: ProfileDraft & { name: string }): Promise<Profile> => request('POST', '/api/profiles', draft),
  setProfile: (name: string, draft: ProfileDraft, rev?: number): Promise<Profile> => request('PUT', named('profiles', name), draft, rev),
  removeProfile: (name: string): Promise<void> => request('DELETE', named('profiles', name)),
  checkProfile: (name: string): Promise<Check> => request('POST', `${named('profiles', name)}/check`),
  workspaces: (): Promise<Workspace[]> => request('GET', '/api/workspaces'),
  setWorkspace: (name: string, values: { path: string; worktrees: boolean; base: string | null }): Promise<Workspace> => request('PUT', named('workspaces', name), values),
  removeWorkspace: (name: string): Promise<void> => request('DELETE', named('workspaces', name)),
  schedules: (): Promise<Schedule[]> => request('GET', '/api/schedules'),
  setSchedule: (name: string, draft: ScheduleDraft): Promise<Schedule> => request('PUT', named('schedules', name), draft),
  turnSchedule: (name: string, enabled: boolean): Promise<Schedule> => request('PATCH', named('schedules', name), { enabled }),
  removeSchedule: (name: string): Promise<void> => request('DELETE', named('schedules', name)),
  tokens: (): Promise<ApiToken[]> => request('GET', '/api/tokens'),
  addToken: (name: string, scope: string): Promise<ApiToken> => request('POST', '/api/tokens', { name, scope }),
  removeToken: (id: string): Promise<void> => request('DELETE', named('tokens', id)),
  webhooks: (): Promise<Webhook[]> => request('GET', '/api/webhooks'),
  addWebhook: (values: { url: string; events: string[]; enabled: boolean }): Promise<Webhook> => request('POST', '/api/webhooks', values),
  setWebhook: (id: string, values: { url: string; events: string[]; enabled: boolean }, rev: number): Promise<Webhook> => request('PATCH', named('webhooks', id), values, rev),
  removeWebhook: (id: string): Promise<void> => request('DELETE', named('webhooks', id)),
  testWebhook: (id: string): Promise<{ delivered: boolean; httpStatus: number | null; error: string | null; durationMs: number }> => request('POST', `${named('webhooks', id)}/test`),
  deliveries: (id: string): Promise<Page<Delivery>> => request('GET', `${named('webhooks', id)}/deliveries${query({ limit: 20 })}`),
  backup: (): Promise<{ path: string; bytes: number }> => request('POST', '/api/backup'),
  logIn: (token: string): Promise<void> => request('POST', '/api/login', { token }),
  rawLog: (id: string): string => `${run(id)}/logs/raw`,
};

/** The address of a WebSocket of this server. */
export const socketAddress = (path: string): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
