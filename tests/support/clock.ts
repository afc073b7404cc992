/** A clock that only moves when a test says so. */
export class Clock {
  time = Date.parse('2026-11-23T12:00:00Z');

  readonly now = (): number => this.time;

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }
}
