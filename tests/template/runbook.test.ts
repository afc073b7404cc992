import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { alarmsOf, compositesOf, nameOf, packageFleet, packageWatched, Text } from '../support/alarms.ts';
import type { Resources } from '../support/packaged.ts';

/** A stage behind CloudFront, and one with a fleet, which do not go together. */
let stages: Resources[] = [];

beforeAll(async () => {
  stages = [await packageWatched(), await packageFleet()];
}, 480_000);

describe('the runbook', () => {
  const [, ...sections] = readFileSync('docs/runbook.md', 'utf8').split(/^## /m);
  const runbook = new Map(sections.map((section) => [section.split('\n', 1)[0] ?? '', section]));
  /** Nights that need no alarm to be looked up. */
  const WITHOUT_ALARM = [
    'a day that costs too much',
    'a household in a fight',
    'a policy that hits too many',
    'a viewer who starts too often',
    'automated responses',
    'commands',
  ];
  /** In infra/outside.yml, and what takes a release back. */
  const ELSEWHERE = ['outside', 'release-fleet'];
  const paging = () =>
    stages
      .flatMap((stage) => [...alarmsOf(stage), ...compositesOf(stage)])
      .filter((alarm) => !/^(release-|suffering$)/.test(nameOf(alarm)));

  test('has a section for each alarm, and no other', () => {
    const alarms = new Set(paging().map(nameOf));
    expect([...runbook.keys()].sort()).toEqual([...alarms, ...WITHOUT_ALARM, ...ELSEWHERE].sort());
  });

  test('links each page to every alarm that may have caused it', () => {
    const composites = stages.flatMap((stage) => compositesOf(stage).map((composite) => ({ stage, composite })));
    for (const { stage, composite } of composites.filter((each) => nameOf(each.composite) !== 'suffering')) {
      const section = runbook.get(nameOf(composite)) ?? '';
      const ids = [...z.parse(Text, composite.Properties.AlarmRule).matchAll(/ALARM\("\$\{(\w+)\}"\)/g)];
      const names = alarmsOf(stage).flatMap((alarm) => (ids.some(([, id]) => id === alarm.id) ? [nameOf(alarm)] : []));
      expect(names.length).toBeGreaterThan(4);
      expect(names.filter((name) => !section.includes(`[${name}](#${name})`))).toEqual([]);
    }
  });

  test('has all that an operator needs of each alarm, which links to it', () => {
    for (const alarm of paging()) {
      const name = nameOf(alarm);
      expect(alarm.Properties.AlarmDescription).toContain(`docs/runbook.md#${name}`);
      for (const part of ['**What it means.**', '**First look.**', '**What to do.**', '**Over when**']) {
        expect({ name, section: runbook.get(name) }).toEqual({ name, section: expect.stringContaining(part) });
      }
    }
  });
});
