import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { PATIENCE_MS, THOROUGH } from './repeat.ts';
import type { Scenario } from './scenarios.ts';
import { Scheduler } from './schedule.ts';
import { openTable, type TestTable } from './table.ts';

/**
 * Has each scenario done in every order of its calls; with each write coming once more, late; and with each answer
 * lost, unless the scenario says otherwise.
 * @param daily those that are done every day, too, with no answer lost, on an engine that does not bring the item of a
 *   refusal: a read follows each there, and so there are many more orders. `THOROUGH=1` does them all
 */
export function everyOrder(scenarios: Record<string, Scenario>, daily: readonly string[] = []): void {
  jest.setTimeout(PATIENCE_MS);
  let table: TestTable;
  beforeAll(async () => {
    table = await openTable();
  });
  afterAll(() => table.close());

  const chosen = Object.entries(scenarios);
  const modes = [
    { title: 'refusals return the item, as on AWS', returnItems: true, cases: chosen, lostAnswer: true },
    {
      title: 'refusals without the item, as from the embedded engine',
      returnItems: false,
      cases: chosen.filter(([name]) => THOROUGH || daily.includes(name)),
      lostAnswer: THOROUGH,
    },
  ];
  describe.each(modes.filter(({ cases }) => cases.length > 0))('$title', ({ returnItems, cases, lostAnswer }) => {
    let scheduler: Scheduler;
    beforeAll(async () => {
      scheduler = await Scheduler.open(table, returnItems);
    });
    afterAll(() => scheduler.close());

    test.each(cases)('%s', async (_name, scenario) => {
      // Three at once have orders enough.
      const faults = THOROUGH || scenario.together?.length !== 3;
      const wanted = { lostAnswer: lostAnswer && faults, late: faults, ...scenario };
      expect((await scheduler.every(wanted)).orders).toBeGreaterThan(1);
    });
  });
}
