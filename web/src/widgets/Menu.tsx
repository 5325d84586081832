import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A button that opens a few choices below itself. */
export function Menu({ label, title, children }: { label: ComponentChildren; title: string; children: ComponentChildren }): JSX.Element {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const away = (event: Event): void => {
      if (element.current?.open && !element.current.contains(event.target as Node)) element.current.open = false;
    };
    addEventListener('pointerdown', away);
    addEventListener('focusin', away);
    return () => {
      removeEventListener('pointerdown', away);
      removeEventListener('focusin', away);
    };
  }, []);
  return (
    <details ref={element} class="menu" onKeyDown={(event) => {
      if (event.key !== 'Escape' || !element.current!.open) return;
      event.preventDefault();
      element.current!.open = false;
      element.current!.querySelector('summary')!.focus();
    }}>
      <summary class="button quiet icon" title={title} aria-label={title}>{label}</summary>
      <div class="choices-below" onClick={() => (element.current!.open = false)}>{children}</div>
    </details>
  );
}
