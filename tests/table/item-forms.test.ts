import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import type { Deps } from '../../src/domain/deps.ts';
import { itemOf, parseItem } from '../../src/domain/item.ts';
import { release1 } from '../fixtures/items/release-1.ts';
import { release2 } from '../fixtures/items/release-2.ts';
import {
  createUser,
  getStreams,
  getUser,
  listUsers,
  removeUser,
  renewStream,
  requestStream,
  revokeStreams,
  stopStream,
  updateUser,
} from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

/**
 * docs/changing-the-item.md: items in every form that a release has written, played through every operation; what is
 * written then is read by the schema of the release before.
 */
type Item = Record<string, unknown> & { readonly id: string };

const formsOf = (release: string): [string, Item][] => {
  const forms: Record<string, Item> = JSON.parse(readFileSync(`tests/fixtures/items/${release}.json`, 'utf8'));
  return Object.entries(forms);
};

/** Of the latest forms, what the release before would refuse, or forget: nothing. */
const SCHEMAS_BEFORE = { 'release-1': release1, 'release-2': release2, 'release-3': release2 };

/** Every operation, and what it may answer where the item is of any form. */
const OPERATIONS: Record<string, (deps: Deps, id: string) => Promise<object>> = {
  start: (deps, id) => requestStream(deps, { id, stream: 'stream_5', session: 'new', device: 'Kitchen' }),
  'start again': (deps, id) => requestStream(deps, { id, stream: 'stream_5', session: 'tv-1' }),
  'take over': (deps, id) =>
    requestStream(deps, { id, stream: 'stream_5', session: 'new', replace: ['phone', 'tv-1'] }),
  'replace the oldest': (deps, id) =>
    requestStream(
      { ...deps, rules: { ...deps.rules, whenFull: 'replace-oldest' } },
      { id, stream: 'stream_5', session: 'new' },
    ),
  'start by a token’s subscription': (deps, id) =>
    requestStream(deps, { id, stream: 'stream_5', session: 'new', subscription: 'Premium Plan' }),
  renew: (deps, id) => renewStream(deps, { id, session: 'tv-1' }),
  'renew at the long pace': (deps, id) =>
    renewStream(
      { ...deps, rules: { ...deps.rules, spareLeaseSeconds: 750, spareRenewSeconds: 300 } },
      { id, session: 'tv-1' },
    ),
  'change channel': (deps, id) => renewStream(deps, { id, session: 'tv-1', stream: 'stream_6' }),
  'renew what is gone': (deps, id) => renewStream(deps, { id, session: 'tablet' }),
  stop: (deps, id) => stopStream(deps, { id, session: 'tv-1' }),
  'stop what is not there': (deps, id) => stopStream(deps, { id, session: 'none' }),
  'end all, and block': (deps, id) => revokeStreams(deps, { id, blockSeconds: 60 }),
  unblock: (deps, id) => revokeStreams(deps, { id, blockSeconds: 0 }),
  'look at streams': (deps, id) => getStreams(deps, id),
  'look at the user': (deps, id) => getUser(deps, id),
  'change the plan': (deps, id) => updateUser(deps, { id, subscription: 'Premium Plan', limit: null }),
  'create again': (deps, id) => createUser(deps, { id, name: 'Henry', subscription: 'basic plan' }),
};

let table: TestTable;

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

describe.each(['release-1', 'release-2', 'release-3'] as const)('an item of %s', (release) => {
  describe.each(formsOf(release))('that %s', (_, item) => {
    test.each(Object.entries(OPERATIONS))('%s', async (_name, operate) => {
      await table.put(item);
      const answer = await operate(table.deps, item.id);
      expect(answer).not.toMatchObject({ refusal: 'contended' });
      expect(answer).not.toMatchObject({ refusal: 'user-not-found' });
      const written = await table.item(item.id);
      const { leaseCount, leases } = parseItem(written);
      expect(leaseCount).toBe(leases.length);
      // Nothing of the item is forgotten in reading: what was read and is written again is the same.
      expect(itemOf(parseItem(written))).toEqual(written);
      const before = z.parse(SCHEMAS_BEFORE[release], written);
      expect(before.activeStreams).toBe(Object.keys(before.streams).length);
    });

    test('is listed, and removed', async () => {
      await table.put(item);
      const ids = async () => {
        const page = await listUsers(table.deps, { limit: 100 });
        return 'users' in page ? page.users.map(({ id }) => id) : page;
      };
      expect(await ids()).toContain(item.id);
      expect(await removeUser(table.deps, item.id)).toEqual({ existed: true });
      expect(await ids()).not.toContain(item.id);
    });
  });
});

test('every attribute that the code writes is in a fixture of the latest release', async () => {
  const fixtures = new Set([...formsOf('release-2'), ...formsOf('release-3')].flatMap(([, item]) => Object.keys(item)));
  const written = new Set<string>();
  for (const [, item] of [...formsOf('release-2'), ...formsOf('release-3')]) {
    for (const operate of Object.values(OPERATIONS)) {
      await table.put(item);
      await operate(table.deps, item.id);
      for (const attribute of Object.keys((await table.item(item.id)) ?? {})) written.add(attribute);
    }
  }
  expect([...written].filter((attribute) => !fixtures.has(attribute))).toEqual([]);
});

test('the previous release cannot read a tombstone, so KEEP_TOMBSTONES stays off until it is gone', async () => {
  await createUser(table.deps, { id: 'gone', name: 'Van Persie', subscription: 'Basic Plan' });
  await revokeStreams(table.deps, { id: 'gone', blockSeconds: 60 });
  await removeUser(table.deps, 'gone');
  expect(z.safeParse(release2, await table.item('gone')).success).toBe(false);
  const careful = { ...table.deps, rules: { ...table.deps.rules, keepsTombstones: false } };
  await createUser(careful, { id: 'gone', name: 'Van Persie', subscription: 'Basic Plan' });
  await removeUser(careful, 'gone');
  expect(await table.item('gone')).toBeUndefined();
  expect(await revokeStreams(careful, { id: 'gone', blockSeconds: 60 })).toMatchObject({ refusal: 'user-not-found' });
});

describe('the mark before a session’s key', () => {
  const USER = { id: 'marks', name: 'Marks', subscription: 'basic plan' };

  test('distinguishes an inherited name from a session that begins with the mark', async () => {
    await createUser(table.deps, USER);
    for (const session of ['constructor', '~constructor', '~~']) {
      expect(await requestStream(table.deps, { id: USER.id, stream: 'film', session })).toMatchObject({
        lease: { session },
      });
    }
    const { streams } = z.object({ streams: z.record(z.string(), z.unknown()) }).parse(await table.item(USER.id));
    expect(Object.keys(streams).sort()).toEqual(['~constructor', '~~constructor', '~~~']);

    await stopStream(table.deps, { id: USER.id, session: 'constructor' });
    expect(await renewStream(table.deps, { id: USER.id, session: '~constructor' })).toMatchObject({
      lease: { session: '~constructor', activeStreams: 2 },
    });
    expect(await getStreams(table.deps, USER.id)).toMatchObject({
      streams: [{ session: '~constructor' }, { session: '~~' }],
    });
  });

  test('is read as in the release that marked only inherited names: one `~` is removed', async () => {
    const items = formsOf('release-2').map(([, item]) => parseItem(item));
    const sessions = items.flatMap(({ leases, ended = [] }) => [...leases, ...ended].map(({ session }) => session));
    expect(sessions).toContain('constructor');
  });
});

test('the previous release can read a user of this one', async () => {
  await createUser(table.deps, { id: 'today', name: 'Van Persie', subscription: 'Basic Plan' });
  expect(z.parse(release2, await table.item('today'))).toMatchObject({ id: 'today', activeStreams: 0, streams: {} });
});
