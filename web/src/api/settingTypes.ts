import type { TaskDraft } from './types';

/** What holds now; `sources` says where each value comes from. */
export interface Settings {
  capacity: number;
  taskTimeoutMs: number | null;
  idleTimeoutMs: number | null;
  stopGraceMs: number;
  defaultProfile: string;
  logRetentionMs: number | null;
  logMaxBytes: number | null;
  logTotalBytes: number | null;
  keptRuns: number | null;
  maxLogLines: number;
  workspace: string;
  sources: Record<string, 'stored' | 'option' | 'environment' | 'default'>;
  rev: number;
}

export interface ProfileDraft {
  command: string;
  args: string[];
  stdin: string;
  columns: number;
  rows: number;
  environment: { policy: string; allow: string[]; set: Record<string, string | null>; secrets: string[] };
  limits: {
    timeoutMs: number | null;
    idleTimeoutMs: number | null;
    memoryBytes: number | null;
    cpus: number | null;
    pids: number | null;
    openFiles: number | null;
    outputBytes: number | null;
    graceMs: number | null;
  };
  stopSignal: string;
  successCodes: number[];
  retry: { onFailure: string | null; maxAttempts: number | null; backoffMs: number | null };
  rateLimit: { exitCodes: number[]; patterns: string[]; withinMs: number | null; waitMs: number | null; minWaitMs: number | null; maxWaitMs: number | null } | null;
}

export interface Profile extends ProfileDraft {
  name: string;
  builtIn: boolean;
  rev: number;
}

/** Whether the command of a profile can be started. */
export interface Check {
  found: boolean;
  path: string | null;
  version: string | null;
  hint: string | null;
}

export interface Workspace {
  name: string;
  path: string;
  worktrees: boolean;
  base: string | null;
  builtIn: boolean;
  rev: number;
}

export interface ScheduleDraft {
  cron: string;
  timeZone: string;
  enabled: boolean;
  overlap: string;
  catchUp: string;
  task: Partial<TaskDraft> & { title: string };
}

export interface Schedule extends ScheduleDraft {
  name: string;
  nextAt: string | null;
  lastAt: string | null;
  lastResult: string | null;
  lastTaskId: string | null;
  rev: number;
}

/** A token that was given out; its text is there only in the answer to making it. */
export interface ApiToken {
  id: string;
  name: string;
  scope: 'read' | 'write';
  createdAt: string;
  token: string | null;
}

export interface Webhook {
  id: string;
  url: string;
  events: string[];
  enabled: boolean;
  rev: number;
  /** Deliveries that have not arrived. */
  waiting: number;
  /** There only in the answer to making it. */
  secret: string | null;
}

export interface Delivery {
  id: number;
  event: string;
  status: string;
  attempts: number;
  createdAt: string;
  lastAt: string | null;
  nextAt: string | null;
  httpStatus: number | null;
  error: string | null;
}
