import { api, Problem } from '../api/client';

const pause = 200;
const most = 32_768;

/** Sends what is typed, in its order: one request at a time, with all that was typed meanwhile. */
export class InputSender {
  private waiting = '';
  private isSending = false;

  constructor(
    private readonly runId: string,
    private readonly onProblem: (text: string) => void,
  ) {}

  send(text: string): void {
    this.waiting += text;
    if (!this.isSending) void this.run();
  }

  private async run(): Promise<void> {
    this.isSending = true;
    while (this.waiting) {
      const text = this.waiting.slice(0, most);
      this.waiting = this.waiting.slice(text.length);
      try {
        await api.input(this.runId, { text });
        this.onProblem('');
      } catch (problem) {
        this.onProblem(problem instanceof Error ? problem.message : String(problem));
        if (problem instanceof Problem && problem.code === 'input-full') {
          // The run has not read what it was sent before.
          this.waiting = text + this.waiting;
          await new Promise((resolve) => setTimeout(resolve, pause));
        } else this.waiting = '';
      }
    }
    this.isSending = false;
  }
}
