// The order of the suites where jest has not seen yet how long each takes, as on a fresh checkout: by itself it takes
// the largest files first, and so the longest suites last, when the other workers have nothing left to do.
import TestSequencer from '@jest/test-sequencer';

const LONGEST = ['http', 'property', 'table'];

/** Its place among the longest; behind them, all others. */
const rank = ({ path }) => {
  const place = LONGEST.findIndex((folder) => path.includes(`/tests/${folder}/`));
  return place === -1 ? LONGEST.length : place;
};

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return tests.every(({ duration }) => duration === undefined) ? sorted.sort((a, b) => rank(a) - rank(b)) : sorted;
  }
}
