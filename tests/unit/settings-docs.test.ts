import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseSettings, SETTING_NAMES } from '../../src/settings/settings.ts';

/** Switches of a deploy: no function reads them. */
const OF_A_DEPLOY = ['CONSOLE', 'DOCS'];

const rows = readFileSync('docs/settings.md', 'utf8')
  .split('| name | default | effect |\n|---|---|---|\n')
  .slice(1)
  .flatMap((table) => table.split('\n\n')[0]?.split('\n') ?? [])
  .map((row) => row.split(' | '));
const documented = new Map(
  rows.flatMap(([names = '', byDefault = '']) =>
    [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => [name, byDefault.replaceAll('`', '')] as const),
  ),
);

test('docs/settings.md describes every setting, and no other', () => {
  expect([...documented.keys()].sort()).toEqual([...SETTING_NAMES, ...OF_A_DEPLOY].sort());
});

test('docs/settings.md gives the defaults that the service has', () => {
  const settings = parseSettings({ TABLE_NAME: 'users', AUTH: 'none' });
  const defaults = {
    STREAM_LIMIT: settings.rules.limits.standard,
    STREAM_LIMITS_BY_SUBSCRIPTION: JSON.stringify(Object.fromEntries(settings.rules.limits.byPlan)),
    WHEN_FULL: settings.rules.whenFull,
    PROTECT_SECONDS: settings.rules.protectSeconds,
    LEASE_SECONDS: settings.rules.leaseSeconds,
    RENEW_SECONDS: settings.rules.renewSeconds,
    SPARE_LEASE_SECONDS: settings.rules.spareLeaseSeconds,
    SPARE_RENEW_SECONDS: settings.rules.spareRenewSeconds,
    LOG_LEVEL: settings.logLevel,
  };
  for (const [name, value] of Object.entries(defaults)) {
    expect(`${name}: ${documented.get(name)?.split(':')[0]}`).toBe(`${name}: ${value}`);
  }
});

test('every setting reaches the functions', () => {
  const template = readFileSync('serverless.yml', 'utf8');
  const given = [...template.matchAll(/^ {4}([A-Z_]+): \$\{self:custom.settings/gm)].map(([, name]) => name);
  expect(given).toEqual(expect.arrayContaining(SETTING_NAMES));
});
