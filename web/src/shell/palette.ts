/** Something that can be chosen in the palette. */
export interface Command {
  title: string;
  /** What stands beside it: a key, a state. */
  hint?: string;
  go: () => void;
}

/** How well words fit a title: higher is better, 0 is not at all. Letters must come in order; beginnings of words count most. */
export function fit(words: string, title: string): number {
  const wanted = words.toLowerCase().replace(/\s+/g, '');
  if (!wanted) return 1;
  const text = title.toLowerCase();
  const whole = text.indexOf(words.trim().toLowerCase());
  if (whole >= 0) return 1000 - whole + (whole === 0 || text[whole - 1] === ' ' ? 500 : 0);
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    score += next === at + 1 ? 3 : next === 0 || /[^\p{L}\p{N}]/u.test(text[next - 1]!) ? 2 : 0;
    at = next;
  }
  return 1 + score;
}

/** The commands that fit, best first. */
export const choose = (words: string, commands: readonly Command[], most: number): Command[] =>
  commands
    .map((command, place) => ({ command, place, score: fit(words, command.title) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .slice(0, most)
    .map(({ command }) => command);
