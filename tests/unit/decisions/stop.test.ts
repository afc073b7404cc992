import { expect, test } from '@jest/globals';
import { decideStop } from '../../../src/domain/stop.ts';
import { at, lease, RULES, refused, summary, userWith, written } from '../../support/decisions.ts';

// What the table answered to the last write of a stop of session `a` → the answer, or the next write.

const older = userWith([lease('a', 60)]);
const newer = userWith([lease('a', 150, { startedAt: at(0.005) })]);

test.each([
  ['written', written(userWith([lease('b', 60)])), 'stopped: true'],
  ['refused: no user', refused(undefined), 'refused: user-not-found'],
  ['refused: no lease of it', refused(userWith([lease('b', 60)])), 'stopped: false'],
  ['refused: the lease is there, as another write came first', refused(older), 'write: stop'],
  ['refused, attempt 2: the lease started before the request', refused(older, 2), 'write: stop'],
  ['refused, attempt 1: the lease started after the request', refused(newer), 'write: stop'],
  ['refused, attempt 2: the lease started after the request', refused(newer, 2), 'stopped: false'],
  ['refused, attempt 2: the lease starts in the future', refused(newer, 2, 0.004), 'refused: contended'],
])('%s → %#: %p', (_, seen, expected) => {
  const next = decideStop({ doing: 'stop', ...seen }, { id: '010', session: 'a' }, RULES);
  expect(
    summary(
      next,
      ({ stopped }) => `stopped: ${stopped}`,
      (_, doing) => doing,
    ),
  ).toBe(expected);
});
