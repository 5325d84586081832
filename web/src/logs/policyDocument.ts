// Constraints
//   xterm.js writes its colours and sizes into <style> elements that it makes. The page's policy has no 'unsafe-inline', so the browser ignores them.
//   Style sheets made by script are not inline styles and are let in.
// Scheme
//   The terminal is given the document with one difference: a <style> that is made through it hands its text to a sheet of its own.

/** The document, for a library that writes style elements; and how to take its sheets away again. */
export function policyDocument(): { document: Document; release: () => void } {
  const sheets = new Set<CSSStyleSheet>();
  const adopt = (sheet: CSSStyleSheet, isIn: boolean): void => {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((each) => each !== sheet), ...(isIn ? [sheet] : [])];
  };
  const makeStyle = (): HTMLStyleElement => {
    const element = document.createElement('style');
    const sheet = new CSSStyleSheet();
    sheets.add(sheet);
    adopt(sheet, true);
    Object.defineProperty(element, 'textContent', { get: () => '', set: (text: string) => sheet.replaceSync(text) });
    return element;
  };
  const handler: ProxyHandler<Document> = {
    get(target, name) {
      if (name === 'createElement') return (tag: string, options?: ElementCreationOptions) => (tag === 'style' ? makeStyle() : target.createElement(tag, options));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  };
  return { document: new Proxy(document, handler), release: () => sheets.forEach((sheet) => adopt(sheet, false)) };
}
