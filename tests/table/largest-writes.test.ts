import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { planOf } from '../../src/domain/limits.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { renewStream, requestStream, stopStream } from '../support/asking.ts';
import { LARGEST_WRITES } from '../support/largest-writes.ts';
import { openTable, type TestTable } from '../support/table.ts';

// DynamoDB Local refuses what is too long or has too many operators, as AWS does; the other engines do not.
// The embedded one takes minutes to parse the longest.
const onAnotherEngine = process.env.DYNAMODB_ENDPOINT === undefined ? describe.skip : describe;

const many = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

onAnotherEngine('the largest writes', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await openTable();
  });
  afterAll(() => table.close());

  test.each(LARGEST_WRITES)('the engine takes the largest %s', async (name, update) => {
    const isEnrolment = name.startsWith('enrolment');
    expect(await table.deps.table.update(`nobody-${name}`, update, 'ALL_NEW')).toMatchObject({ written: isEnrolment });
  });

  test('twenty leases under ten policies and forty plans: start, renew, retag, replace and stop', async () => {
    const plan = (i: number) => `${'p'.repeat(120)} ${i}`;
    const kinds = many(10, (i) => `kind-${i}`);
    const deps = {
      ...table.deps,
      rules: parseSettings({
        TABLE_NAME: 'users',
        AUTH: 'none',
        STREAM_LIMITS_BY_SUBSCRIPTION: JSON.stringify(Object.fromEntries(many(40, (i) => [plan(i), 20 - (i % 20)]))),
        STREAM_POLICIES: JSON.stringify(
          kinds.map((name) => ({
            name,
            where: { kind: name },
            limit: 2,
            plans: Object.fromEntries(many(40, (i) => [plan(i), 2 + ((i * 7) % 18)])),
          })),
        ),
      }).rules,
    };
    const id = 'full';
    const subscription = plan(20);
    await table.put({
      id,
      name: id,
      subscription,
      plan: planOf(subscription),
      createdAt: 1,
      changedAt: 1,
      activeStreams: 0,
      streams: {},
    });
    const start = (i: number, kind: number, more: object = {}) => {
      table.clock.pass(1);
      const tags = { kind: `kind-${kind}`, quality: 'uhd', away: 'no', device: 'tv', network: 'x'.repeat(32) };
      return requestStream(deps, {
        id,
        session: `${'s'.repeat(100)}-${i}`,
        stream: 'goal',
        tags,
        subscription,
        ...more,
      });
    };
    for (let i = 0; i < 20; i++) expect(await start(i, i % 10)).toMatchObject({ outcome: 'admitted' });
    expect(await start(20, 0)).toHaveProperty('refusal', 'stream-limit-reached');
    const session = `${'s'.repeat(100)}-0`;
    table.clock.pass(1);
    expect(await renewStream(deps, { id, session })).toHaveProperty('lease');
    table.clock.pass(1);
    expect(await renewStream(deps, { id, session, tags: { kind: 'kind-5' } })).toHaveProperty('lease');
    expect(await start(21, 3, { replace: many(20, (i) => `${'s'.repeat(100)}-${i}`) })).toMatchObject({
      outcome: 'replaced',
    });
    expect(await start(22, 3, { replace: 'others' })).toMatchObject({ outcome: 'replaced' });
    table.clock.pass(1);
    expect(await stopStream(deps, { id, session: `${'s'.repeat(100)}-22` })).not.toHaveProperty('refusal');
    expect(await table.item(id)).toMatchObject({ activeStreams: 0, streams: {} });
  });
});
