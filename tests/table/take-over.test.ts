import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createUser, getStreams, renewStream, requestStream, revokeStreams, stopStream } from '../support/asking.ts';
import { startProxy } from '../support/proxy.ts';
import { openTable, type TestTable } from '../support/table.ts';
import { openWriter } from '../support/writer.ts';

let table: TestTable;
let id = '';
let users = 0;

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  id = `user-${users++}`;
  await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
});

const start = (session: string, replace?: string[], device?: string) => {
  table.clock.pass(1);
  return requestStream(table.deps, { id, stream: `${session}-film`, session, replace, device });
};
const renew = (session: string) => renewStream(table.deps, { id, session });
const on = async () => {
  const view = await getStreams(table.deps, id);
  return 'streams' in view ? view.streams.map(({ session }) => session) : [];
};
const full = async () => {
  for (const session of ['a', 'b', 'c']) await start(session);
};

describe('replace', () => {
  test('ends the named session in the write that admits, and that session learns who took its slot, and when', async () => {
    await full();
    expect(await start('d', ['b'], 'Tablet')).toMatchObject({ outcome: 'replaced', replaced: ['b'], reclaimed: [] });
    expect(await on()).toEqual(['a', 'c', 'd']);
    expect(await renew('b')).toMatchObject({
      refusal: 'stream-ended',
      reason: 'replaced',
      endedAt: new Date(table.clock.time).toISOString(),
      by: { session: 'd', device: 'Tablet', stream: 'd-film' },
    });
  });

  test('ends no session while a slot is free', async () => {
    await start('a');
    expect(await start('b', ['a'])).toMatchObject({ outcome: 'admitted', replaced: [] });
    expect(await on()).toEqual(['a', 'b']);
  });

  test('removes expired leases first', async () => {
    await full();
    table.clock.pass(140);
    await renew('a');
    await renew('b');
    table.clock.pass(20);
    expect(await start('d', ['a'])).toMatchObject({ outcome: 'reclaimed', reclaimed: ['c'], replaced: [] });
    expect(await on()).toEqual(['a', 'b', 'd']);
  });

  test('ends as few sessions as make room, in the order in which they are named', async () => {
    await full();
    expect(await start('d', ['gone', 'c', 'a'])).toMatchObject({ replaced: ['c'] });
  });

  test('ends several if the limit was lowered, and none if all together do not make room', async () => {
    await full();
    const deps = { ...table.deps, rules: { ...table.deps.rules, limits: { standard: 2, byPlan: new Map() } } };
    const ask = (replace: string[]) => {
      table.clock.pass(1);
      return requestStream(deps, { id, stream: 'x', replace });
    };
    expect(await ask(['a'])).toMatchObject({ refusal: 'stream-limit-reached', activeStreams: 3 });
    expect(await on()).toEqual(['a', 'b', 'c']);
    expect(await ask(['a', 'c'])).toMatchObject({ replaced: ['a', 'c'] });
    expect(await on()).toEqual(['b', 'x']);
  });

  test('takes two writes, although the session to end renews between them', async () => {
    await full();
    const proxy = await startProxy(table.endpoint, { returnItems: true });
    const writer = openWriter(table, proxy.endpoint(0));
    table.clock.pass(1);
    const earlier = table.clock.time - 500;
    let writes = 0;
    proxy.rules.fault = async () => {
      if (++writes === 2) await renewStream({ ...table.deps, now: () => earlier }, { id, session: 'b' });
      return undefined;
    };
    try {
      const request = { id, stream: 'd', replace: ['b'] };
      expect(await requestStream(writer.deps, request)).toMatchObject({ outcome: 'replaced', replaced: ['b'] });
      expect(writes).toBe(2);
    } finally {
      writer.close();
      await proxy.close();
    }
  });

  test('by a session that holds a lease ends no other', async () => {
    await full();
    expect(await start('a', ['b'])).toMatchObject({ outcome: 'renewed', replaced: [] });
    expect(await on()).toEqual(['a', 'b', 'c']);
  });

  test('is forgotten when the session returns: its next end has its own entry', async () => {
    await full();
    await start('d', ['a']);
    await stopStream(table.deps, { id, session: 'd' });
    expect(await start('a')).toMatchObject({ outcome: 'admitted' });
    table.clock.pass(1);
    await stopStream(table.deps, { id, session: 'a' });
    expect(await renew('a')).toMatchObject({ refusal: 'stream-ended', reason: 'unknown' });
  });

  test('twenty at once, each naming the same three: three leases, and each ended session learns by whom', async () => {
    await full();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        requestStream(table.deps, { id, stream: 'x', session: `new-${i}`, replace: ['a', 'b', 'c'] }),
      ),
    );
    const replaced = answers.flatMap((answer) => ('replaced' in answer ? answer.replaced : []));
    expect(replaced.sort()).toEqual(['a', 'b', 'c']);
    const watching = await on();
    expect(watching).toHaveLength(3);
    for (const victim of ['a', 'b', 'c']) {
      const end = await renew(victim);
      expect(end).toMatchObject({ reason: 'replaced' });
      expect(watching).toContain('reason' in end ? end.by?.session : undefined);
    }
  });
});

describe('replace-oldest', () => {
  const ask = (session: string, protectSeconds: number, replace?: string[]) => {
    table.clock.pass(1);
    const rules = { ...table.deps.rules, whenFull: 'replace-oldest' as const, protectSeconds };
    const deps = { ...table.deps, rules };
    return requestStream(deps, { id, stream: session, replace });
  };

  test('ends the session that started first', async () => {
    await full();
    await renew('a');
    expect(await ask('d', 0)).toMatchObject({ outcome: 'replaced', replaced: ['a'] });
  });

  test('spares a session that has just started, unless the viewer names it', async () => {
    await full();
    expect(await ask('d', 30)).toMatchObject({ refusal: 'stream-limit-reached' });
    expect(await ask('d', 30, ['c'])).toMatchObject({ replaced: ['c'] });
    table.clock.pass(30);
    expect(await ask('e', 30)).toMatchObject({ replaced: ['a'] });
  });
});

describe('reclaim', () => {
  test('a session that renews too late learns that its lease expired, and who has the slot', async () => {
    await full();
    table.clock.pass(200);
    await start('d');
    expect(await renew('a')).toMatchObject({ reason: 'expired', by: { session: 'd', stream: 'd-film' } });
  });
});

describe('revoke', () => {
  const revoke = (blockSeconds?: number) => {
    table.clock.pass(1);
    return revokeStreams(table.deps, { id, blockSeconds });
  };

  test('ends all sessions in one write, and names them', async () => {
    await full();
    table.calls.length = 0;
    expect(await revoke()).toEqual({ id, revoked: ['a', 'b', 'c'] });
    expect(table.calls.map(({ command }) => command)).toEqual(['UpdateItemCommand']);
    expect(await table.item(id)).toMatchObject({ activeStreams: 0, streams: {} });
    expect(await renew('a')).toMatchObject({ reason: 'revoked' });
    expect(await start('a')).toMatchObject({ outcome: 'admitted' });
  });

  test('blocks the user for the given time, also with replace, and 0 lifts the block', async () => {
    await start('a');
    const blockedUntil = new Date(table.clock.time + 61_000).toISOString();
    expect(await revoke(60)).toEqual({ id, revoked: ['a'], blockedUntil });
    expect(await start('b', ['a'])).toMatchObject({ refusal: 'user-blocked', blockedUntil });
    expect(await revoke()).toEqual({ id, revoked: [], blockedUntil });
    expect(await revoke(0)).toEqual({ id, revoked: [] });
    expect(await start('b')).toMatchObject({ outcome: 'admitted' });
    await revoke(10);
    table.clock.pass(10);
    expect(await start('b')).toMatchObject({ outcome: 'admitted' });
  });

  test('of an unknown user is a 404', async () => {
    expect(await revokeStreams(table.deps, { id: 'nobody' })).toEqual({ refusal: 'user-not-found', id: 'nobody' });
  });
});
