import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isFailure } from '../../src/domain/failures.ts';
import { requestStream } from '../../src/domain/streams.ts';
import { createUser } from '../../src/domain/users.ts';
import { openTable, type TestTable } from '../support/table.ts';

let table: TestTable;
let id = '';
let users = 0;

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  id = `user-${users++}`;
  await createUser(table.deps, { id, name: 'Van Persie', subscription: 'Basic Plan' });
  table.calls.length = 0;
});

const start = (stream: string, session?: string) => requestStream(table.deps, { id, stream, session });

async function startAll(...streams: string[]) {
  for (const stream of streams) expect(await start(stream)).toMatchObject({ outcome: 'admitted' });
  table.calls.length = 0;
}

describe('the rule of three', () => {
  test('three streams are admitted, and the fourth is denied with the three that are on', async () => {
    await startAll('a', 'b', 'c');
    expect(await start('d')).toMatchObject({
      failure: 'stream-limit-reached',
      limit: 3,
      activeStreams: 3,
      streams: [{ stream: 'a' }, { stream: 'b' }, { stream: 'c' }],
    });
    expect((await table.item(id))?.activeStreams).toBe(3);
  });

  test('a plan with a limit of its own goes by that, in any spelling of it', async () => {
    const deps = {
      ...table.deps,
      limits: {
        standard: 3,
        byPlan: new Map([
          ['basic plan', 1],
          ['premium plan', 5],
        ]),
      },
    };
    expect(await requestStream(deps, { id, stream: 'a' })).toMatchObject({ lease: { limit: 1 } });
    expect(await requestStream(deps, { id, stream: 'b' })).toMatchObject({ failure: 'stream-limit-reached', limit: 1 });
  });

  test('a plan that the table of plans does not name has the standard limit', async () => {
    const deps = { ...table.deps, limits: { standard: 1, byPlan: new Map([['premium plan', 5]]) } };
    expect(await requestStream(deps, { id, stream: 'a' })).toMatchObject({ lease: { limit: 1 } });
    expect(await requestStream(deps, { id, stream: 'b' })).toMatchObject({ failure: 'stream-limit-reached' });
  });

  test('the same stream twice without a session is one lease', async () => {
    await startAll('a');
    table.clock.pass(10);
    expect(await start('a')).toMatchObject({ outcome: 'renewed', lease: { activeStreams: 1, watching: ['a'] } });
  });

  test('two players on one stream are two leases', async () => {
    await start('a', 'tv');
    expect(await start('a', 'phone')).toMatchObject({
      outcome: 'admitted',
      lease: { activeStreams: 2, watching: ['a', 'a'] },
    });
  });

  test('a session that asks for another stream switches, also when all slots are taken', async () => {
    await startAll('a', 'b', 'c');
    table.clock.pass(1);
    expect(await start('d', 'a')).toMatchObject({
      outcome: 'renewed',
      lease: { session: 'a', stream: 'd', activeStreams: 3 },
    });
  });

  test('fifty at once admit exactly three', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => start(`stream_${i}`)));
    expect(results.filter((result) => !isFailure(result))).toHaveLength(3);
    for (const result of results.filter(isFailure)) {
      expect(result).toMatchObject({ failure: 'stream-limit-reached', activeStreams: 3 });
    }
    const item = await table.item(id);
    expect(item?.activeStreams).toBe(3);
    expect(Object.keys(item?.streams)).toHaveLength(3);
  });
});
