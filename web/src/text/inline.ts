/** A stretch of a paragraph. */
export type Piece =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'emphasis' | 'strike'; pieces: Piece[] }
  | { kind: 'link'; address: string; pieces: Piece[] };

const deepest = 8;
const pattern = /\\([\\`*_{}[\]()#+\-.!>|~])|(`+)([^`]|[^`][\s\S]*?[^`])\2(?!`)|\*\*(?=\S)([\s\S]*?\S)\*\*|__(?=\S)([\s\S]*?\S)__|\*(?=\S)([^*\n]*?[^\s*])\*|(?<![\p{L}\p{N}])_(?=\S)([^_\n]*?[^\s_])_(?![\p{L}\p{N}])|~~(?=\S)([\s\S]*?\S)~~|!?\[([^[\]]{0,1000})\]\(\s*<?([^\s()<>]{0,2000})>?(?:\s+"[^"]*")?\s*\)|<?(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])>?/gu;

/** An address that a link may have: nothing that runs, nothing that reads files. Null for any other. */
export function safeAddress(address: string): string | null {
  // Browsers leave out control characters and white space in a scheme: "java\nscript:" runs.
  const bare = address.replace(/[\u0000-\u0020\u007f-\u009f]/g, '');
  if (/^(https?:|mailto:)/i.test(bare)) return bare;
  return /^#[\w-]+$/.test(bare) ? bare : null;
}

/** Cuts a paragraph into stretches. A link whose address may not be opened is only its text. */
export function piecesOf(text: string, depth = 0): Piece[] {
  if (depth > deepest) return [{ kind: 'text', text }];
  const pieces: Piece[] = [];
  const say = (words: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === 'text') last.text += words;
    else if (words) pieces.push({ kind: 'text', text: words });
  };
  const inner = (words: string): Piece[] => piecesOf(words, depth + 1);
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    say(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [whole, escaped, , code, strong, strong2, emphasis, emphasis2, strike, linked, address, bare] = match;
    if (escaped !== undefined) say(escaped);
    else if (code !== undefined) pieces.push({ kind: 'code', text: code.trim() || code });
    else if ((strong ?? strong2) !== undefined) pieces.push({ kind: 'strong', pieces: inner((strong ?? strong2)!) });
    else if ((emphasis ?? emphasis2) !== undefined) pieces.push({ kind: 'emphasis', pieces: inner((emphasis ?? emphasis2)!) });
    else if (strike !== undefined) pieces.push({ kind: 'strike', pieces: inner(strike) });
    else if (linked !== undefined) {
      const safe = safeAddress(address!);
      if (safe) pieces.push({ kind: 'link', address: safe, pieces: linked ? inner(linked) : [{ kind: 'text', text: safe }] });
      else say(linked ? `${linked} (${address})` : whole);
    } else if (bare !== undefined) pieces.push({ kind: 'link', address: bare, pieces: [{ kind: 'text', text: bare }] });
    else say(whole);
  }
  say(text.slice(at));
  return pieces;
}
