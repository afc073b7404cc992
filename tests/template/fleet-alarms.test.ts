import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { RESPONSES } from '../../src/respond/settings.ts';
import { alarmsOf, compositesOf, nameOf, packageFleet, watchedBy } from '../support/alarms.ts';
import { isDocumented } from '../support/aws-metrics.ts';
import type { Resources } from '../support/packaged.ts';

let fleet: Resources;

beforeAll(async () => {
  fleet = await packageFleet();
}, 480_000);

const own = () => alarmsOf(fleet).filter(({ id }) => id.startsWith('Fleet'));
const counted = readFileSync('src/server/counts.ts', 'utf8');

test('the fleet’s alarms use published metrics, with their dimensions', () => {
  const metrics = own().flatMap(watchedBy);
  expect(metrics.length).toBeGreaterThan(12);
  for (const { namespace, name, dimensions } of metrics) {
    const keys = Object.keys(dimensions);
    const isOurs = ['service', 'function,service,version'].includes([...keys].sort().join()) && counted.includes(name);
    const exists = namespace === 'Streamgate' ? isOurs : isDocumented(namespace, name, keys);
    expect({ namespace, name, dimensions, exists }).toEqual({ namespace, name, dimensions, exists: true });
  }
});

test('the fleet’s alarms page through one of the three, except the one that rolls a release back', () => {
  const rules = JSON.stringify(compositesOf(fleet).map(({ Properties }) => Properties.AlarmRule));
  // That of the certificate was there before them.
  expect(rules).toContain('CertificateAlarm');
  expect(
    own()
      .filter(({ id }) => !rules.includes(`\${${id}}`))
      .map(nameOf),
  ).toEqual(['release-fleet']);
});

test('the fleet’s alarms act if the function has a response', () => {
  const acting = alarmsOf(fleet).filter(({ Properties }) => Properties.AlarmActions !== undefined);
  expect(acting.map(nameOf).sort()).toEqual([...RESPONSES].sort());
  expect(fleet.RespondLambdaFunction?.Properties.Environment.Variables.RESPONSES).toBe(RESPONSES.join(','));
});
