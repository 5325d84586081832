/** What the server sends: the JSON of /api and /ws, field by field. */

export type Status = 'todo' | 'queued' | 'blocked' | 'running' | 'stopping' | 'review' | 'done' | 'failed' | 'archived';

export type RunState =
  | 'reserved' | 'starting' | 'running' | 'stopping' | 'succeeded' | 'failed' | 'stopped' | 'timed_out' | 'idle_timed_out'
  | 'rate_limited' | 'start_failed' | 'oom' | 'lost' | 'orphan_killed';

export interface Reason {
  kind: string;
  detail: string | null;
}

export interface RunSummary {
  id: string;
  attempt: number;
  state: RunState;
  reason: Reason | null;
  pid: number | null;
  exitCode: number | null;
  signal: string | null;
  startedAt: string | null;
  endedAt: string | null;
}

export interface Task {
  id: string;
  title: string;
  /** Of a card only the beginning. */
  context: string;
  isContextCut: boolean;
  docsPath: string | null;
  status: Status;
  priority: number;
  position: number;
  profile: string | null;
  labels: string[];
  attention: { code: string; text: string } | null;
  pid: number | null;
  runId: string | null;
  lastRun: RunSummary | null;
  attempts: number;
  failures: number;
  timeoutMs: number | null;
  idleTimeoutMs: number | null;
  onFailure: string | null;
  maxAttempts: number | null;
  backoffMs: number | null;
  workspace: string | null;
  dependsOn: string[];
  notBefore: string | null;
  queuedAt: string | null;
  createdAt: string;
  updatedAt: string;
  rev: number;
}

/** What people write into a task. */
export interface TaskDraft {
  title: string;
  context: string;
  docsPath: string | null;
  priority: number;
  labels: string[];
  profile: string | null;
  workspace: string | null;
  timeoutMs: number | null;
  idleTimeoutMs: number | null;
  onFailure: string | null;
  maxAttempts: number | null;
  backoffMs: number | null;
  dependsOn: string[];
}

export interface Run {
  id: string;
  taskId: string;
  attempt: number;
  state: RunState;
  reason: Reason | null;
  cause: string;
  profile: string;
  command: string[];
  cwd: string;
  durableId: string | null;
  pid: number | null;
  reservedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  exitCode: number | null;
  signal: string | null;
  stop: { signal: string; graceMs: number; askedAt: string; escalated: boolean | null } | null;
  stdin: 'none' | 'prompt' | 'promptFile' | 'pipe' | 'pty';
  limits: { timeoutMs: number | null; idleTimeoutMs: number | null; memoryBytes: number | null; nofile: number | null; graceMs: number };
  usage: { cpuMs: number; maxRssBytes: number; readBytes: number; writeBytes: number } | null;
  log: { firstSeq: number; lastSeq: number; bytes: number; truncated: boolean };
  recovered: number;
  leftovers: string[];
}

export interface Queue {
  capacity: number;
  active: number;
  runningTaskIds: string[];
  waiting: number;
  paused: boolean;
  reason: string | null;
  until: string | null;
  draining: boolean;
  cause: 'user' | 'rate_limit' | null;
}

/** Why a waiting task is next or not. */
export interface Explanation {
  taskId: string;
  position: number;
  next: boolean;
  code: string | null;
  text: string | null;
  notBefore: string | null;
}

export interface Column {
  id: Status;
  title: string;
  count: number;
  nextCursor: string | null;
}

export interface Board {
  meta: { rev: number; workspace: string; version: string };
  columns: Column[];
  counts: Record<Status, number>;
  queue: Queue;
  tasks: Task[];
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}

export interface TaskEvent {
  at: string;
  kind: string;
  taskId: string;
  runId: string | null;
  from: Status;
  to: Status;
  fromState: RunState | null;
  toState: RunState | null;
  intent: string;
  actor: string;
  detail: string | null;
}

/** A live run as the table of processes shows it. */
export interface LiveRun {
  runId: string;
  taskId: string;
  title: string;
  state: RunState;
  pid: number | null;
  startedAt: string | null;
  elapsedMs: number;
  cpu: number | null;
  rss: number | null;
  procs: number | null;
  idleForMs: number | null;
  timeoutAt: string | null;
  logBytes: number;
  lastLine: string | null;
  stuck: string | null;
}

export interface TreeProcess {
  pid: number;
  parent: number;
  depth: number;
  state: string;
  cpuMs: number;
  rss: number;
  ageMs: number;
  command: string;
}

/** What a run used over time: one row a moment. */
export interface Resources {
  runId: string;
  stepMs: number;
  columns: string[];
  rows: (number | null)[][];
}

/** What a starting server found of the runs before it. */
export interface Recovery {
  at: string;
  tookMs: number;
  reattached: string[];
  settled: string[];
  lost: string[];
  neverStarted: string[];
  orphans: string[];
}

/** What the server takes and keeps. */
export interface SystemState {
  startedAt: string;
  pid: number;
  memoryBytes: number;
  stateDirectory: string;
  /** Null when the database is another server's. */
  databaseBytes: number | null;
  runs: number;
  runsBytes: number;
  freeBytes: number;
}

export interface LogPage {
  items: { seq: number; ts: string; stream: Stream; text: string; partial: boolean }[];
  firstSeq: number;
  lastSeq: number;
  complete: boolean;
  hasMore: boolean;
}

export interface BoardMessage {
  type: string;
  rev: number;
  taskId?: string;
  task?: Task;
  run?: RunSummary;
  queue?: Queue;
}

export type Stream = 'stdout' | 'stderr' | 'terminal';

export interface LogPiece {
  seq: number;
  lastSeq: number;
  ts: string;
  stream: Stream;
  text: string;
}

export type LogMessage =
  | { type: 'hello'; runId: string | null; state: RunState | null; firstSeq: number; lastSeq: number }
  | { type: 'history'; items: LogPiece[] }
  | { type: 'stdout' | 'stderr'; data: string; timestamp: string; seq: number; lastSeq: number; stream?: 'terminal' }
  | { type: 'gap'; from: number; to: number; reason: string; timestamp: string }
  | { type: 'caught-up'; seq: number }
  | { type: 'status'; from: Status; to: Status; cause: string; timestamp: string }
  | { type: 'resources'; runId: string; cpu: number | null; rss: number; procs: number; threads: number; readBytes: number; writeBytes: number; timestamp: string }
  | { type: 'exit'; data: string; exitCode: number | null; signal: string | null; state: RunState; timestamp: string }
  | { type: 'error'; code: string; data: string; timestamp: string };

export const isLive = (state: RunState): boolean => state === 'reserved' || state === 'starting' || state === 'running' || state === 'stopping';
