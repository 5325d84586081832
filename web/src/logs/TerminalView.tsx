import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { theme } from '../shell/theme';
import { LogConnection, type ConnectionState } from './LogConnection';
import { withPolicyStyles } from './policyStyles';

// A terminal shows the newest screens of what was written; the log has all of it.
const tailLines = 20_000;

function colours(): { background: string; foreground: string; cursor: string; selectionBackground: string } {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const found = { background: read('--sunken'), foreground: read('--text'), cursor: read('--accent'), selectionBackground: read('--mark') };
  probe.remove();
  return found;
}

/** The output of a run as a terminal shows it: for programs that move the cursor. */
export default function TerminalView({ runId }: { runId: string }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<ConnectionState>('loading');
  useEffect(() => {
    const terminal = new Terminal({
      convertEol: true,
      disableStdin: true,
      cursorBlink: false,
      scrollback: tailLines,
      fontSize: 12.5,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      theme: colours(),
      minimumContrastRatio: 4.5,
      screenReaderMode: true,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    const release = withPolicyStyles(() => terminal.open(place.current!));
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(place.current!);
    const connection = new LogConnection(runId, tailLines, (message) => {
      if (message.type === 'history') for (const item of message.items) terminal.write(item.text);
      else if (message.type === 'stdout' || message.type === 'stderr') terminal.write(message.data);
      else if (message.type === 'gap') terminal.write('\r\n[output is missing here]\r\n');
    }, setState);
    const stopTheme = theme.subscribe(() => {
      terminal.options.theme = colours();
    });
    return () => {
      stopTheme();
      connection.close();
      observer.disconnect();
      terminal.dispose();
      release();
    };
  }, [runId]);
  return (
    <div class="terminal">
      <div class="screen" ref={place} role="group" aria-label="Output of the run as on a terminal" />
      <p class="foot"><span class="hint">Read only · {state === 'ended' ? 'ended' : state === 'broken' ? 'connection lost, trying again…' : state}</span></p>
    </div>
  );
}
