// Constraints
//   xterm.js writes its colours and sizes into <style> elements that it makes when it opens, and into style attributes of its cells. The page's policy
//   has no 'unsafe-inline', so the browser ignores both. What a script makes by the CSS object model is not inline and is let in.
// Scheme
//   While the terminal opens, a <style> that is asked for is an element that hands its text to a sheet of its own. Cells are spans, so every span of
//   the page takes a style attribute as declarations; nothing else of the page sets one.

HTMLSpanElement.prototype.setAttribute = function setAttribute(this: HTMLSpanElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
};

/** Does something that makes style elements; returns what takes their sheets away again. */
export function withPolicyStyles(work: () => void): () => void {
  const sheets: CSSStyleSheet[] = [];
  const makeStyle = (): HTMLElement => {
    // Anything that may stand there: even an empty <style> is complained of.
    const element = Document.prototype.createElement.call(document, 'meta');
    const sheet = new CSSStyleSheet();
    sheets.push(sheet);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    Object.defineProperty(element, 'textContent', { get: () => '', set: (text: string) => sheet.replaceSync(text) });
    return element;
  };
  const own = document as { createElement?: unknown };
  own.createElement = (tag: string, options?: ElementCreationOptions) =>
    tag === 'style' ? makeStyle() : Document.prototype.createElement.call(document, tag, options);
  try {
    work();
  } finally {
    delete own.createElement;
  }
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => !sheets.includes(each));
  };
}
