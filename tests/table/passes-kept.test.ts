import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Deps } from '../../src/domain/deps.ts';
import { removeUser } from '../../src/domain/removal.ts';
import { revokeStreams } from '../../src/domain/revoke.ts';
import type { Table } from '../../src/domain/table.ts';
import { PassViewer, secondsToWait } from '../support/pass-viewer.ts';

// What becomes of passes when a session changes its stream, and of items that know nothing of passes.

const viewer = new PassViewer();

test('the pass of a session gets longer with each renewal, even while no slot is free', async () => {
  for (const session of ['a', 'b', 'c']) await viewer.start(session);
  const lasts = [];
  for (const seconds of [40, 40, 60, 100]) {
    viewer.pass(seconds);
    const renewed = await viewer.renew('a');
    lasts.push('passUntil' in renewed && Number(renewed.passUntil) - viewer.table.clock.now());
  }
  expect(lasts).toEqual([60_000, 80_000, 140_000, 150_000]);
});

describe('a session that starts between the read of the leases and the write that ends them', () => {
  /** Starts `late` before the write of this number. */
  const startingBefore = (write: number): Deps => {
    let writes = 0;
    const { table } = viewer.deps;
    const update: Table['update'] = async (...asked) => {
      if (++writes === write) await viewer.start('late');
      return table.update(...asked);
    };
    return { ...viewer.deps, table: { ...table, update } };
  };
  beforeEach(async () => {
    await viewer.start('a');
    viewer.pass(1);
  });

  test('has its pass recorded by a revoke', async () => {
    expect(await revokeStreams(startingBefore(2), { id: viewer.id })).toMatchObject({ revoked: ['a', 'late'] });
    expect(await viewer.ending()).toEqual([59, 60]);
  });

  test('has its pass recorded by a removal', async () => {
    expect(await removeUser(startingBefore(1), viewer.id)).toEqual({ existed: true });
    expect(await viewer.ending()).toEqual([59, 60]);
  });
});

describe('a switch', () => {
  test('returns a short pass, and the end of the earlier one stays recorded', async () => {
    await viewer.start('a');
    viewer.pass(600);
    await viewer.renew('a');
    viewer.pass(10);
    expect(await viewer.renew('a', 'goal')).toMatchObject({ passUntil: viewer.table.clock.now() + 60_000 });
    await viewer.stop('a');
    expect(await viewer.ending()).toEqual([590]);
  });

  test('is allowed every two seconds; a faster one is refused, and the lease stays as it was', async () => {
    await viewer.start('a');
    viewer.pass(60);
    for (let i = 0; i < 6; i++) expect(await viewer.renew('a', `channel-${i}`)).toHaveProperty('passUntil');
    const before = await viewer.item();
    const refused = await viewer.renew('a', 'one-more');
    expect(refused).toMatchObject({ refusal: 'too-many-starts', session: 'a', stream: 'one-more' });
    expect(await viewer.item()).toEqual(before);
    // The same by a start of the session; what it shows already is no switch.
    expect(await viewer.start('a', { stream: 'one-more' })).toMatchObject({ refusal: 'too-many-starts' });
    expect(await viewer.start('a', { stream: 'channel-5' })).toMatchObject({ outcome: 'renewed' });
    viewer.pass(secondsToWait(refused));
    expect(await viewer.renew('a', 'one-more')).toHaveProperty('passUntil');
  });

  test('every two seconds is never refused, nor are ten a second apart after a pause', async () => {
    await viewer.start('a');
    for (let i = 0; i < 40; i++) {
      viewer.pass(2);
      expect(await viewer.renew('a', `channel-${i}`)).toHaveProperty('passUntil');
    }
    viewer.pass(30);
    for (let i = 0; i < 10; i++) {
      viewer.pass(1);
      expect(await viewer.renew('a', `zap-${i}`)).toHaveProperty('passUntil');
    }
  });
});

describe('items without `ending`', () => {
  beforeEach(async () => {
    await viewer.create(viewer.off);
    await viewer.start('a', {}, viewer.off);
    await viewer.start('b', {}, viewer.off);
    viewer.pass(100);
    expect(await viewer.ending()).toBeUndefined();
  });

  test('a stop creates the map in a second write', async () => {
    expect(await viewer.cost(() => viewer.stop('a'))).toMatchObject({ writes: 2 });
    expect(await viewer.ending()).toEqual([50]);
    viewer.pass(1);
    expect(await viewer.cost(() => viewer.stop('b'))).toMatchObject({ writes: 1 });
    expect(await viewer.ending()).toEqual([49, 49]);
  });

  test('so do a start, a revoke and a removal', async () => {
    expect(await viewer.cost(() => viewer.start('c'))).toMatchObject({ writes: 1 });
    expect(await viewer.ending()).toEqual([]);
    await viewer.stop('c');
    expect(await revokeStreams(viewer.deps, { id: viewer.id })).toMatchObject({ revoked: ['a', 'b'] });
    expect(await viewer.ending()).toEqual([50, 50, 60]);
  });

  test('a revoke by itself', async () => {
    expect(await revokeStreams(viewer.deps, { id: viewer.id })).toMatchObject({ revoked: ['a', 'b'] });
    expect(await viewer.ending()).toEqual([50, 50]);
  });

  test('a removal by itself', async () => {
    expect(await removeUser(viewer.deps, viewer.id)).toEqual({ existed: true });
    expect(await viewer.ending()).toEqual([50, 50]);
  });

  test('a renewal works as before, and returns the pass that the lease’s age allows', async () => {
    expect(await viewer.cost(() => viewer.renew('a'))).toMatchObject({ writes: 1 });
    expect(await viewer.renew('b')).toMatchObject({ passUntil: viewer.table.clock.now() + 100_000 });
  });

  test('with passes off again, the entries stay, and are ignored', async () => {
    await viewer.start('c');
    await viewer.stop('c');
    for (let i = 0; i < 12; i++) {
      const result = await viewer.start(`s${i}`, {}, viewer.off);
      expect(result).toMatchObject({ outcome: 'admitted' });
      expect(result).not.toHaveProperty('passUntil');
      await viewer.stop(`s${i}`, viewer.off);
    }
    expect(await viewer.ending()).toEqual([60]);
    await viewer.renew('a', 'other', viewer.off);
    expect(await revokeStreams(viewer.off, { id: viewer.id })).toMatchObject({ revoked: ['a', 'b'] });
    expect(await viewer.ending()).toEqual([60]);
  });
});
