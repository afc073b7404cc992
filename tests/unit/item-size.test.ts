import { expect, test } from '@jest/globals';
import { rememberEnded } from '../../src/domain/ended.ts';
import { itemOf, parseItem } from '../../src/domain/item.ts';
import { sizeOf } from '../../src/domain/item-size.ts';

const UUID = '3f0e8a52-6b1c-4a57-9d55-0c5a0f2b7e11';
const TIME = 1_795_435_200_000;

function item(device: string, ended: object = {}, stream = 'title-2026-season-4') {
  const lease = { stream, device, startedAt: TIME, expiresAt: TIME, pace: 150_000 };
  return {
    id: UUID,
    name: 'Robin van Persie',
    subscription: 'Premium Plan',
    plan: 'premium plan',
    listing: '14#premium plan',
    createdAt: TIME,
    activeStreams: 3,
    lastSeenAt: TIME,
    changedAt: TIME,
    streams: Object.fromEntries([1, 2, 3].map((i) => [UUID.slice(0, -1) + i, lease])),
    ...ended,
  };
}

// tests/table/write-units.test.ts holds the sum against what an engine counts.
test.each([
  ['a string: its bytes', 'Kitchen TV', 10],
  ['a string of three-byte characters', '電電', 6],
  ['a number: two digits a byte, and one', 150_000, 4],
  ['a number with an odd count of digits', TIME, 8],
  ['nothing', undefined, 0],
  ['an empty map', {}, 3],
  [
    'a map: three, and for each entry one, its name and its value',
    { at: 12, by: { stream: 'goal' } },
    3 + (1 + 2 + 2) + (1 + 2 + 3 + (1 + 6 + 4)),
  ],
])('%s', (_, value, bytes) => {
  expect(sizeOf(value)).toBe(bytes);
});

test('three leases with ids of the usual length fit one write unit, whatever their devices are called', () => {
  expect(sizeOf(item('x'.repeat(128)))).toBeLessThan(1024);
});

test('so do three leases of ordinary devices and the two that ended last, also of a user who was blocked once', () => {
  const device = 'Living room television';
  const ended = (i: number) => [
    UUID.slice(0, -1) + i,
    { reason: 'replaced', at: TIME, by: { session: UUID, device, stream: 'title-2026-season-4' } },
  ];
  const blocked = { revokedAt: TIME, blockedUntil: TIME };
  expect(sizeOf(item(device, { ...blocked, ended: Object.fromEntries([ended(4), ended(5)]) }))).toBeLessThanOrEqual(
    1024,
  );
});

test('three leases with streams and sessions of full length, on devices that say little, cost two', () => {
  const long = 'x'.repeat(127);
  const { streams } = item('TV', {}, `${long}x`);
  const leases = Object.fromEntries(Object.values(streams).map((lease, i) => [`${long}${i}`, lease]));
  expect(Math.ceil(sizeOf({ ...item('TV'), streams: leases }) / 1024)).toBe(2);
});

test('the largest item there can be, with a limit of three, costs five', () => {
  const [long, wide] = ['x'.repeat(128), '電'.repeat(128)];
  const lease = { stream: long, device: 'x'.repeat(128), startedAt: TIME, expiresAt: TIME };
  const by = { session: long, device: 'x'.repeat(128), stream: long };
  const largest = {
    ...item(''),
    id: 'x'.repeat(255),
    name: wide,
    subscription: wide,
    plan: wide,
    listing: `15#${wide}`,
    revokedAt: TIME,
    blockedUntil: TIME,
    streams: Object.fromEntries([1, 2, 3].map((i) => [long.slice(1) + i, lease])),
    ended: Object.fromEntries([4, 5].map((i) => [long.slice(1) + i, { reason: 'replaced', at: TIME, by }])),
  };
  expect(Math.ceil(sizeOf(largest) / 1024)).toBe(5);
});

/**
 * Replaces the oldest of three leases as often as is said, and returns the item after it, when all leases have been
 * renewed.
 */
function replaceOften(device: string, stream: string, times: number) {
  let user = parseItem(item(device, {}, stream));
  for (let i = 0; i < times; i++) {
    const [oldest, ...rest] = user.leases;
    if (oldest === undefined) throw new Error('There is no lease.');
    const taker = { ...oldest, session: UUID.slice(0, -2) + (40 + i), startedAt: TIME + i, pace: undefined };
    const ended = rememberEnded(user, { replaced: [oldest], expired: [] }, taker, TIME + i);
    user = { ...user, leases: [...rest, taker], ended };
  }
  return itemOf({ ...user, leases: user.leases.map((lease) => ({ ...lease, pace: 150_000 })) });
}

test('three entries of `ended` are kept if they fit into one write unit, otherwise two', () => {
  for (const [device, stream, remembered] of [
    ['TV', 'stream_100', 3],
    ['Kitchen TV', 'stream_100', 2],
    ['Living room television', 'title-2026-season-4', 2],
  ] as const) {
    const after = replaceOften(device, stream, 5);
    expect(Object.keys(after.ended ?? {})).toHaveLength(remembered);
    expect(sizeOf(after)).toBeLessThanOrEqual(1024);
  }
});
