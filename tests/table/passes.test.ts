import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createUser } from '../../src/domain/creation.ts';
import { removeUser } from '../../src/domain/removal.ts';
import { revokeStreams } from '../../src/domain/revoke.ts';
import { PassViewer, secondsToWait } from '../support/pass-viewer.ts';

// What an item knows of passes, and what that costs. The limit is 3; a young pass lasts a minute.

const viewer = new PassViewer();

describe('what it costs', () => {
  test('a start and a stop are one write each, and of a usual item one unit', async () => {
    for (const session of ['a', 'b', 'c']) {
      expect(await viewer.cost(() => viewer.start(session))).toEqual({ writes: 1, units: 1 });
      viewer.pass(10);
    }
    expect(await viewer.cost(() => viewer.stop('a'))).toEqual({ writes: 1, units: 1 });
    expect(await viewer.ending()).toEqual([30]);
  });

  test('a renewal is two writes while the pass is shorter than its lease, and one from then on', async () => {
    const costs = [];
    await viewer.start('a');
    for (let i = 0; i < 7; i++) {
      viewer.pass(i < 3 ? 40 : 300);
      costs.push((await viewer.cost(() => viewer.renew('a'))).writes);
    }
    expect(costs).toEqual([2, 2, 2, 2, 2, 2, 1]);
    expect((await viewer.item())?.streams.a).not.toHaveProperty('pass');
  });

  test('three leases that each changed channel, and five that ended within a minute, are still one unit', async () => {
    const sessions = ['tv', 'phone', 'tablet'].map(() => randomUUID());
    for (const session of sessions) await viewer.start(session);
    viewer.pass(1000);
    for (const session of sessions) await viewer.renew(session);
    for (const session of sessions) {
      expect((await viewer.cost(() => viewer.renew(session, 'title-2026-season-05'))).units).toBe(1);
    }
    const units = [];
    for (let i = 0; i < 6; i++) {
      viewer.pass(5);
      const [first = ''] = sessions.splice(0, 1);
      const next = randomUUID();
      sessions.push(next);
      units.push((await viewer.cost(() => viewer.start(next, { replace: [first] }))).units);
    }
    expect(units).toEqual([1, 1, 1, 1, 1, 2]);
  });
});

describe('a start', () => {
  test('is refused while three times the limit hold a valid pass, and admitted as soon as one has ended', async () => {
    for (let i = 0; i < 9; i++) {
      expect(await viewer.start(`s${i}`)).toHaveProperty('passUntil', viewer.table.clock.now() + 60_000);
      if (i < 8) await viewer.stop(`s${i}`);
      viewer.pass(1);
    }
    const refused = await viewer.start('late');
    expect(refused).toMatchObject({ refusal: 'too-many-starts' });
    expect(secondsToWait(refused)).toBe(51);
    viewer.pass(51);
    expect(await viewer.start('late')).toMatchObject({ outcome: 'admitted' });
    expect(await viewer.ending()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('that exceeds the limit too is refused for the limit: waiting would not help', async () => {
    for (const session of ['a', 'b', 'c']) await viewer.start(session);
    expect(await viewer.start('d')).toMatchObject({ refusal: 'stream-limit-reached' });
  });

  test('that ends others records their passes', async () => {
    for (const session of ['a', 'b', 'c']) await viewer.start(session);
    viewer.pass(20);
    expect(await viewer.start('d', { replace: 'others' })).toMatchObject({ outcome: 'replaced' });
    expect(await viewer.ending()).toEqual([40, 40, 40]);
    viewer.pass(40);
    await viewer.stop('d');
    expect(await viewer.start('e', { replace: 'others' })).toMatchObject({ outcome: 'admitted' });
  });

  test('of a session that holds a lease is never refused for its pass', async () => {
    for (let i = 0; i < 8; i++) {
      await viewer.start(`s${i}`);
      await viewer.stop(`s${i}`);
    }
    await viewer.start('a');
    expect(await viewer.start('b')).toMatchObject({ refusal: 'too-many-starts' });
    expect(await viewer.start('a', { device: 'Kitchen' })).toMatchObject({ outcome: 'renewed' });
    expect(await viewer.start('a', { replace: 'others' })).toMatchObject({ outcome: 'renewed' });
  });
});

describe('what ends leases', () => {
  /** Three sessions whose passes last as long as their leases: 150 s, as no slot is free. */
  async function playsLong() {
    for (const session of ['a', 'b', 'c']) await viewer.start(session);
    viewer.pass(600);
    for (const session of ['a', 'b', 'c']) await viewer.renew(session);
    viewer.pass(100);
  }

  test('a revoke records each pass, and keeps the earlier entries', async () => {
    await playsLong();
    await viewer.stop('c');
    expect(await viewer.ending()).toEqual([50]);
    viewer.pass(1);
    expect(await viewer.cost(() => revokeStreams(viewer.deps, { id: viewer.id }))).toMatchObject({ writes: 2 });
    expect(await viewer.ending()).toEqual([49, 49, 49]);
    expect(await viewer.item()).toMatchObject({ activeStreams: 0, streams: {} });
    viewer.pass(1);
    expect(await viewer.cost(() => revokeStreams(viewer.deps, { id: viewer.id }))).toMatchObject({ writes: 1 });
    expect(await viewer.ending()).toEqual([48, 48, 48]);
  });

  test('a removal keeps it in the tombstone, and a new user in its place has it too', async () => {
    await playsLong();
    expect(await viewer.cost(() => removeUser(viewer.deps, viewer.id))).toMatchObject({ writes: 1 });
    expect(await viewer.ending()).toEqual([50, 50, 50]);
    expect(await viewer.start('d', { subscription: 'Basic Plan' })).toMatchObject({ outcome: 'enrolled' });
    expect(await viewer.ending()).toEqual([50, 50, 50]);
    viewer.pass(1);
    await removeUser(viewer.deps, viewer.id);
    expect(await viewer.ending()).toEqual([49, 49, 49, 59]);
    viewer.pass(9);
    await createUser(viewer.deps, { id: viewer.id, name: 'x', subscription: 'Basic Plan' });
    expect(await viewer.ending()).toEqual([40, 40, 40, 50]);
    expect(await viewer.item()).toMatchObject({ activeStreams: 0 });
  });

  test('a client that removes and enrols in a loop is refused like one that stops and starts', async () => {
    for (let i = 0; i < 9; i++) {
      expect(await viewer.start(`s${i}`, { subscription: 'Basic Plan' })).toHaveProperty('passUntil');
      viewer.pass(1);
      await removeUser(viewer.deps, viewer.id);
      viewer.pass(1);
    }
    const refused = await viewer.start('late', { subscription: 'Basic Plan' });
    expect(refused).toMatchObject({ refusal: 'too-many-starts' });
    viewer.pass(secondsToWait(refused));
    expect(await viewer.start('late', { subscription: 'Basic Plan' })).toMatchObject({ outcome: 'enrolled' });
    expect(await viewer.ending()).toHaveLength(8);
  });

  test('an expired lease that is reclaimed leaves no entry: its pass has ended too', async () => {
    for (const session of ['a', 'b', 'c']) await viewer.start(session);
    viewer.pass(150);
    expect(await viewer.start('d')).toMatchObject({ outcome: 'reclaimed' });
    expect(await viewer.ending()).toEqual([]);
  });
});
