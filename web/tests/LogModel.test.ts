import { describe, expect, test } from 'vitest';
import type { Stream } from '../src/api/types';
import { LogModel } from '../src/logs/LogModel';

const time = '2026-11-21T12:00:00.000Z';

class Run {
  readonly model: LogModel;
  private seq = 0;

  constructor(most?: number) {
    this.model = new LogModel(most);
  }

  write(text: string, stream: Stream = 'stdout', records = 1): this {
    this.model.add({ seq: this.seq + 1, lastSeq: this.seq + records, ts: time, stream, text });
    this.seq += records;
    return this;
  }

  get texts(): string[] {
    return this.model.lines.map(LogModel.textOf);
  }
}

describe('LogModel', () => {
  test('joins lines across pieces, wherever they are split', () => {
    const whole = 'first\nsecond 🐑\n\nfourth';
    for (let size = 1; size < whole.length; size++) {
      const run = new Run();
      for (let at = 0; at < whole.length; at += size) run.write(whole.slice(at, at + size));
      expect(run.texts).toEqual(['first', 'second 🐑', '', 'fourth']);
      expect(run.model.lines.map((line) => line.number)).toEqual([1, 2, 3, 4]);
    }
  });

  test('keeps the open line of each stream where it began', () => {
    const run = new Run().write('out…').write('err one\nerr…', 'stderr').write('done\n').write('done\n', 'stderr').write('next');
    expect(run.texts).toEqual(['out…done', 'err one', 'err…done', 'next']);
    expect(run.model.lines.map((line) => line.kind)).toEqual(['stdout', 'stderr', 'stderr', 'stdout']);
  });

  test('carries colours from line to line, for each stream', () => {
    const run = new Run().write('\x1b[31mred\n').write('plain\n', 'stderr').write('still\x1b[0m\noff\n');
    expect(run.model.lines.map((line) => line.start.foreground)).toEqual(['', '', 'p1', '']);
  });

  test('a sequence split between pieces is whole again', () => {
    expect(new Run().write('\x1b[3').write('1mred').texts).toEqual(['red']);
  });

  test('knows where to go on, and takes nothing twice', () => {
    const run = new Run().write('one\n', 'stdout', 3).write('two\n', 'stdout', 2);
    expect(run.model.lastSeq).toBe(5);
    run.model.add({ seq: 1, lastSeq: 3, ts: time, stream: 'stdout', text: 'one\n' });
    expect(run.texts).toEqual(['one', 'two']);
  });

  test('says where output is missing, and begins anew behind it', () => {
    const run = new Run().write('begun');
    run.model.gap(2, 9, 'pruned', 0);
    run.model.add({ seq: 10, lastSeq: 10, ts: time, stream: 'stdout', text: 'later\n' });
    expect(run.model.lines.map((line) => line.kind)).toEqual(['stdout', 'note', 'stdout']);
    expect(run.texts[2]).toBe('later');
    expect(run.model.lastSeq).toBe(10);
  });

  test('drops the oldest rows beyond its bound, and counts them', () => {
    const run = new Run(100);
    for (let i = 1; i <= 1000; i++) run.write(`line ${i}\n`);
    expect(run.model.lines.length).toBeLessThanOrEqual(110);
    expect(run.model.lines.length + run.model.dropped).toBe(1000);
    expect(run.model.lines.at(-1)!.number).toBe(1000);
  });

  test('a bar that redraws itself for ever stays small', () => {
    const run = new Run();
    for (let i = 0; i < 20_000; i++) run.write(`\rprogress ${i}`);
    expect(run.model.lines.length).toBe(1);
    expect(run.model.lines[0]!.raw.length).toBeLessThan(70_000);
    expect(run.texts).toEqual(['progress 19999']);
  });

  test('takes a hundred thousand lines in a moment', () => {
    const started = performance.now();
    const run = new Run();
    const text = Array.from({ length: 100_000 }, (_, i) => `\x1b[32mline\x1b[0m ${i}\n`).join('');
    for (let at = 0; at < text.length; at += 65_536) run.write(text.slice(at, at + 65_536));
    expect(run.model.lines.length).toBe(100_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
