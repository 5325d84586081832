import { readDuration, readSize } from '../widgets/units';

/** What is wrong with fields, by their names. */
export type Faults = Record<string, string>;

/** Reads the fields of a form; what can't be read is noted as a fault of its field. */
export class FormReader {
  readonly faults: Faults = {};
  private readonly values: FormData;

  constructor(form: HTMLFormElement) {
    this.values = new FormData(form);
  }

  text(name: string): string {
    return String(this.values.get(name) ?? '').trim();
  }

  /** As it was typed. */
  raw(name: string): string {
    return String(this.values.get(name) ?? '');
  }

  textOrNull(name: string): string | null {
    return this.text(name) || null;
  }

  isOn(name: string): boolean {
    return this.values.get(name) !== null;
  }

  number(name: string): number | null {
    return this.read(name, Number, 'is not a number');
  }

  duration(name: string): number | null {
    return this.read(name, readDuration, 'is not a duration; write 30s, 10m or 1h30m');
  }

  size(name: string): number | null {
    return this.read(name, readSize, 'is not a size; write 512K, 256M or 2G');
  }

  /** Comma-separated words. */
  words(name: string): string[] {
    return this.text(name).split(',').map((each) => each.trim()).filter(Boolean);
  }

  /** One entry a line. */
  lines(name: string): string[] {
    return this.raw(name).split('\n').filter((line) => line.trim() !== '');
  }

  numbers(name: string): number[] {
    const numbers = this.words(name).map(Number);
    if (numbers.some((each) => !Number.isInteger(each))) this.faults[name] = 'is not a list of whole numbers, such as 0, 2';
    return numbers;
  }

  private read(name: string, parse: (text: string) => number, fault: string): number | null {
    const text = this.text(name);
    if (!text) return null;
    const value = parse(text);
    if (!Number.isNaN(value)) return value;
    this.faults[name] = fault;
    return null;
  }
}
