/** As much of a browser as modules ask for when they are loaded. */
const kept = new Map<string, string>();

Object.assign(globalThis, {
  localStorage: { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value), removeItem: (name: string) => void kept.delete(name) },
  location: { href: 'http://127.0.0.1:7180/', host: '127.0.0.1:7180', protocol: 'http:' },
  addEventListener: () => undefined,
  document: { addEventListener: () => undefined, hidden: false },
});
