import { expect, test } from '@jest/globals';
import { decideRevoke } from '../../../src/domain/revoke.ts';
import { at, inSeconds, lease, RULES, refused, summary, userWith, written } from '../../support/decisions.ts';

// What the table answered to the last write of a revoke → the answer, or the next write. A written one brings the user
// before it.

const DAY = 86_400;
const leases = [lease('a', 60), lease('b', -1)];
const mine = { revokedAt: at(0) };

test.each([
  ['written', undefined, written(userWith(leases)), 'revoked a'],
  ['written, blocked for a day', DAY, written(userWith(leases)), 'revoked a, blocked for 86400 s'],
  ['written, the block lifted', 0, written(userWith([], { blockedUntil: at(60) })), 'revoked '],
  [
    'written, a block as it was',
    undefined,
    written(userWith([], { blockedUntil: at(60) })),
    'revoked , blocked for 60 s',
  ],
  ['refused: no user', undefined, refused(undefined), 'refused: user-not-found'],
  ['refused: another write came first', undefined, refused(userWith(leases)), 'write: revoke'],
  [
    'refused, attempt 1: another revoke of this millisecond',
    undefined,
    refused(userWith(leases, mine)),
    'write: revoke',
  ],
  ['refused, attempt 2: its own write', undefined, refused(userWith([], mine), 2), 'revoked '],
  ['refused, attempt 2: its own write, and a start since', undefined, refused(userWith(leases, mine), 2), 'revoked '],
  ['refused, attempt 2: a renewal came first', undefined, refused(userWith(leases), 2), 'write: revoke'],
  [
    'refused, attempt 2: a revoke of this millisecond without the block',
    DAY,
    refused(userWith([], mine), 2),
    'write: revoke',
  ],
  [
    'refused, attempt 2: a later revoke',
    undefined,
    refused(userWith(leases, { revokedAt: at(0.003) }), 2),
    'refused: contended',
  ],
  [
    'refused, attempt 2: a user made since',
    undefined,
    refused(userWith(leases, { createdAt: at(0.003) }), 2),
    'refused: contended',
  ],
])('%s, blockSeconds %p', (_, blockSeconds, seen, expected) => {
  const next = decideRevoke({ doing: 'revoke', ...seen }, { id: '010', blockSeconds }, RULES);
  const answer = summary(
    next,
    ({ revoked, blockedUntil }) =>
      `revoked ${revoked}${blockedUntil === undefined ? '' : `, blocked for ${inSeconds(blockedUntil)}`}`,
    (_, doing) => doing,
  );
  expect(answer).toBe(expected);
});
