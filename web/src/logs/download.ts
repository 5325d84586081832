import { api } from '../api/client';
import type { LogPage } from '../api/types';
import { LogModel } from './LogModel';

const pageSize = 5000;
const saveLater = 60_000;

async function* pages(runId: string): AsyncGenerator<LogPage> {
  let after = 0;
  for (;;) {
    const page = await api.logPage(runId, { after, limit: pageSize });
    yield page;
    if (!page.hasMore || page.lastSeq <= after) return;
    after = page.lastSeq;
  }
}

/** The whole log as lines, without escape sequences, as they were last. */
async function plainText(runId: string): Promise<string[]> {
  const model = new LogModel(Infinity);
  for await (const page of pages(runId))
    for (const { seq, ts, stream, text } of page.items) model.add({ seq, lastSeq: seq, ts, stream, text });
  return model.lines.map((line) => `${LogModel.textOf(line)}\n`);
}

/** The whole log as JSON lines: a record each, with its time and stream. */
async function jsonLines(runId: string): Promise<string[]> {
  const parts: string[] = [];
  for await (const page of pages(runId)) for (const item of page.items) parts.push(`${JSON.stringify(item)}\n`);
  return parts;
}

/** Saves the whole log in another form than that of its bytes. */
export async function download(runId: string, form: 'plain' | 'json'): Promise<void> {
  const parts = await (form === 'plain' ? plainText(runId) : jsonLines(runId));
  const address = URL.createObjectURL(new Blob(parts, { type: form === 'plain' ? 'text/plain' : 'application/x-ndjson' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${runId}.${form === 'plain' ? 'txt' : 'jsonl'}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), saveLater);
}
