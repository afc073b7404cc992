import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { isRefusal, type Refusal } from '../../src/domain/refusals.ts';
import type { Granted } from '../../src/domain/renewal.ts';
import { PassCollector } from '../support/pass-collector.ts';
import { PassHousehold } from '../support/pass-household.ts';
import { PATIENCE_MS } from '../support/repeat.ts';
import { openTable, type TestTable } from '../support/table.ts';

// The other half of invariant 10, case by case: what viewers do is never refused, up to twice the limit in each minute.

jest.setTimeout(PATIENCE_MS);

const MINUTES = 4;
/** The longest lease, for all: the passes that an evening leaves are then as long as they can be. */
const PACES = { leaseSeconds: 750, renewSeconds: 300, spareLeaseSeconds: 750, spareRenewSeconds: 300 };

let table: TestTable;
let users = 0;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

/** A household where each device has shown the same for an hour, and so holds the longest pass. */
async function afterAnEvening(limit: number): Promise<PassHousehold> {
  const client = new PassCollector(table, `viewers-${users++}`, {
    ...table.deps.rules,
    ...PACES,
    limits: { standard: limit, byPlan: new Map() },
    passes: { youngSeconds: 60 },
  });
  await client.create();
  const home = new PassHousehold(client, limit);
  for (let device = 0; device < limit; device++) served(await home.change(device));
  await home.watch(3600);
  return home;
}

const served = (result: Granted | Refusal): void => {
  if (isRefusal(result)) throw new Error(`Refused: ${result.refusal}`);
};

/** What a viewer does, on this device and with a second one beside it. */
type Deed = (home: PassHousehold, device: number, beside: number) => Promise<Granted | Refusal>;

const DEEDS: Record<string, Deed> = {
  'changes channel with a new session': (home, device) => home.change(device),
  'changes channel and keeps the session': (home, device) => home.zap(device),
  'reloads a page that stops its session first': (home, device) => home.reload(device, true),
  'reloads a page that had no time to stop': (home, device) => home.reload(device, false),
  'casts to another device, and back': (home, device, beside) => home.cast(device, beside),
  'crashes, and comes back in place of the old session': (home, device) => home.cast(device, device),
  'takes over from all others': (home, device) => home.change(device, 'others'),
  'comes back after a revoke': async (home, device) => {
    if (device === 0) await home.revoke();
    return home.change(device);
  },
};

/** Does it twice the limit a minute, in turn on each of so many devices. */
async function goOn(home: PassHousehold, limit: number, devices: number, deed: Deed) {
  const answers = [];
  for (let turn = 0; turn < 2 * limit * MINUTES; turn++) {
    expect(home.mayStart()).toBe(true);
    const [device, beside] = [turn % devices, limit + (turn % devices)];
    const isHere = home.on(device) !== undefined;
    answers.push(await deed(home, isHere ? device : beside, isHere ? beside : device));
    await home.watch(60 / (2 * limit));
  }
  return answers;
}

describe.each([1, 2, 3])('with a limit of %i, after a long evening', (limit) => {
  test.each(Object.entries(DEEDS))('a viewer who %s is served each time', async (_, deed) => {
    for (const devices of new Set([1, limit])) {
      const answers = await goOn(await afterAnEvening(limit), limit, devices, deed);
      expect(answers.filter(isRefusal)).toEqual([]);
    }
  });
});
