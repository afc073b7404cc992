import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Histories } from '../support/histories.ts';
import { DAILY_SEED, PATIENCE_MS, THOROUGH } from '../support/repeat.ts';
import { SETTINGS } from '../support/steps.ts';
import { openTable, type TestTable } from '../support/table.ts';

const SEED = Number(process.env.SEED ?? (THOROUGH ? Date.now() % 1_000_000 : DAILY_SEED));
const ROUNDS = Number(process.env.RUNS ?? 1);

/** The first of the settings that have policies. */
const UNDER_POLICIES = SETTINGS.findIndex(({ policies }) => policies !== undefined);

jest.setTimeout(PATIENCE_MS);

let table: TestTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

/** Some rounds, then every slot again. */
async function run(load: { users: number; faults: number; returnItems: boolean; from?: number }) {
  const histories = await Histories.open(table, { seed: SEED, writers: 32, ...load });
  try {
    for (let round = 0; round < ROUNDS; round++) await histories.round();
    await histories.checkSlots();
    return histories;
  } finally {
    await histories.close();
  }
}

describe.each([
  ...(THOROUGH ? [{ title: 'refusals without the item, as from the embedded engine', returnItems: false }] : []),
  { title: 'refusals return the item, as on AWS', returnItems: true },
])('$title: thirty-two writers at once, and an order of their calls explains every answer', ({ returnItems }) => {
  test('on one user', async () => {
    const { answers } = await run({ users: 1, faults: 0, returnItems });
    expect(answers.get('unavailable')).toBeUndefined();
  });

  test('on one user, under policies that differ between instances', async () => {
    const { answers } = await run({ users: 1, faults: 0, returnItems, from: UNDER_POLICIES });
    expect(answers.get('unavailable')).toBeUndefined();
  });

  test('on four users, while one attempt in twelve goes wrong', async () => {
    const { faults } = await run({ users: 4, faults: 0.08, returnItems });
    expect(faults.size).toBeGreaterThan(5);
  });
});
