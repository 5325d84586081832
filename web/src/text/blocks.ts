// Constraints
//   The text is somebody's, and may be hostile: what leaves here are blocks with text in them, never markup.
// Scheme
//   The blocks of CommonMark that people write tasks with: headings, paragraphs, lists (nested by indentation), quotes, fences, rules, tables.
//   Anything else is a paragraph of what it reads.

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'code'; text: string; language: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; isOrdered: boolean; start: number; items: { blocks: Block[]; isDone: boolean | null }[] }
  | { kind: 'table'; head: string[]; rows: string[][] }
  | { kind: 'rule' };

const fence = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/;
const heading = /^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$/;
const rule = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const item = /^( {0,3})([-*+]|(\d{1,9})[.)])(?:\s+(.*)|)$/;
const quote = /^ {0,3}> ?/;
const dashes = /^\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*\|?\s*$/;
const deepest = 12;

const indentOf = (line: string): number => /^ */.exec(line)![0].length;
const cellsOf = (line: string): string[] => line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());

/** Cuts a text into its blocks. */
export function blocksOf(text: string, depth = 0): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const isBreak = (line: string): boolean => !line.trim() || fence.test(line) || heading.test(line) || rule.test(line) || quote.test(line) || item.test(line);
  while (at < lines.length) {
    const line = lines[at]!;
    const fenced = fence.exec(line);
    const head = heading.exec(line);
    const listed = item.exec(line);
    if (!line.trim()) at++;
    else if (fenced) {
      const mark = fenced[1]!;
      const body: string[] = [];
      for (at++; at < lines.length && !(lines[at]!.trim().startsWith(mark) && !lines[at]!.trim().replaceAll(mark[0]!, '')); at++) body.push(lines[at]!);
      at++;
      blocks.push({ kind: 'code', text: body.join('\n'), language: fenced[2]!.trim() });
    } else if (head) {
      blocks.push({ kind: 'heading', level: head[1]!.length, text: head[2] ?? '' });
      at++;
    } else if (rule.test(line)) {
      blocks.push({ kind: 'rule' });
      at++;
    } else if (depth < deepest && quote.test(line)) {
      const body: string[] = [];
      for (; at < lines.length && quote.test(lines[at]!); at++) body.push(lines[at]!.replace(quote, ''));
      blocks.push({ kind: 'quote', blocks: blocksOf(body.join('\n'), depth + 1) });
    } else if (depth < deepest && listed) {
      const list = { kind: 'list' as const, isOrdered: listed[3] !== undefined, start: Number(listed[3] ?? 1), items: [] as { blocks: Block[]; isDone: boolean | null }[] };
      while (at < lines.length) {
        const next = item.exec(lines[at]!);
        if (!next || (next[3] !== undefined) !== list.isOrdered || rule.test(lines[at]!)) break;
        const inner = next[1]!.length + next[2]!.length + 1;
        const body = [next[4] ?? ''];
        for (at++; at < lines.length; at++) {
          const more = lines[at]!;
          if (more.trim() && indentOf(more) < Math.min(inner, next[1]!.length + 2)) {
            // A line that only goes on with the sentence belongs to the item too.
            if (isBreak(more) || !lines[at - 1]!.trim()) break;
          }
          if (!more.trim() && !(lines[at + 1] ?? '').startsWith('  ')) break;
          body.push(more.slice(Math.min(inner, indentOf(more))));
        }
        const box = /^\[([ xX])\]\s+/.exec(body[0]!);
        if (box) body[0] = body[0]!.slice(box[0].length);
        list.items.push({ blocks: blocksOf(body.join('\n'), depth + 1), isDone: box ? box[1] !== ' ' : null });
        while (at < lines.length && !lines[at]!.trim() && item.test(lines[at + 1] ?? '')) at++;
      }
      blocks.push(list);
    } else if (line.includes('|') && dashes.test(lines[at + 1] ?? '')) {
      const rows: string[][] = [];
      for (at += 2; at < lines.length && lines[at]!.includes('|'); at++) rows.push(cellsOf(lines[at]!));
      blocks.push({ kind: 'table', head: cellsOf(line), rows });
    } else {
      const body = [line.trim()];
      for (at++; at < lines.length && !isBreak(lines[at]!); at++) body.push(lines[at]!.trimStart());
      blocks.push({ kind: 'paragraph', text: body.join('\n') });
    }
  }
  return blocks;
}
