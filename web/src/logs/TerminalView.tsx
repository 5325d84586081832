import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { isLive, type Run } from '../api/types';
import { theme } from '../shell/theme';
import { InputSender } from './InputSender';
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

const stateText: Record<ConnectionState, string> = { loading: 'Loading…', live: 'Live', broken: 'Connection lost, trying again…', ended: 'Ended', gone: 'Not available' };

/** The output of a run as a terminal shows it, and its keyboard when the run has a terminal of its own. */
export default function TerminalView({ run }: { run: Run }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<ConnectionState>('loading');
  const [problem, setProblem] = useState('');
  const takesKeys = run.stdin === 'pty' && isLive(run.state);
  useEffect(() => {
    const terminal = new Terminal({
      convertEol: run.stdin !== 'pty',
      disableStdin: !takesKeys,
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
    const sender = takesKeys ? new InputSender(run.id, setProblem) : null;
    // What the log replays may ask the terminal questions; only what a person does is an answer.
    let isTyped = false;
    if (sender) {
      terminal.attachCustomKeyEventHandler((event) => {
        isTyped = true;
        if (!(event.key === 'Escape' && event.shiftKey)) return true;
        if (event.type === 'keydown') document.getElementById('tab-terminal')?.focus();
        return false;
      });
      terminal.onData((text) => isTyped && sender.send(text));
      // Whoever types has its size; others look on.
      const resize = (): void => void api.resize(run.id, terminal.cols, terminal.rows).catch((reason: Error) => setProblem(reason.message));
      terminal.textarea?.addEventListener('focus', resize);
      terminal.textarea?.addEventListener('paste', () => (isTyped = true));
      terminal.onResize(() => document.activeElement === terminal.textarea && resize());
    }
    const connection = new LogConnection(run.id, tailLines, (message) => {
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
  }, [run.id, takesKeys]);
  const how = takesKeys && state !== 'ended' ? 'Takes keys · Shift+Esc leaves it' : run.stdin === 'pty' ? 'Read only' : 'Read only: its profile gives it no terminal';
  return (
    <div class="terminal">
      <div class="screen" ref={place} role="group" aria-label="Output of the run as on a terminal" />
      <p class="foot" role="status">{problem ? <span class="fault">{problem}</span> : <span class="hint">{stateText[state]} · {how}</span>}</p>
    </div>
  );
}
