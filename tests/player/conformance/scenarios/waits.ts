import assert from 'node:assert/strict';

/** The wait before each of these attempts, in seconds, less up to half. */
const WAITS = [1, 2, 4, 8, 15, 15];

/**
 * Checks that each attempt waits as long as rule 8 says.
 * @param ats when they were sent, in milliseconds
 * @param extraSeconds what a Retry-After adds
 */
export function checkWaits(ats: readonly number[], extraSeconds = 0): void {
  for (const [index, at] of ats.slice(1).entries()) {
    const wait = (at - (ats[index] ?? 0)) / 1000 - extraSeconds;
    const longest = WAITS[Math.min(index, WAITS.length - 1)] ?? 0;
    // To within the step of the suite's clock.
    assert.ok(wait >= longest / 2 - 0.01 && wait <= longest + 0.26, `wait ${index + 1} is ${wait} s of ${longest} s`);
  }
}
