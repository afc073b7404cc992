import { expect, test } from '@jest/globals';
import { refusals } from '../../scripts/support/refusals.ts';
import type { Stage } from '../../scripts/support/stage.ts';

const NAME = 'streamgate-prod';
const LIVE = { live: { table: NAME, served: NAME, bounded: false } };
const stage = (settings: Record<string, string> = {}, params: Record<string, unknown> = {}): Stage => ({
  settings: { AUTH: 'jwt', TABLE_NAME: NAME, SERVED_TABLE: NAME, ...settings },
  params: { viewers: true, alarmSubscriptions: [{ Protocol: 'email', Endpoint: 'oncall@example.com' }], ...params },
  kind: 'prod',
  file: 'stages/prod.yml',
});

test('a stage that is as it was, or new, may be deployed', () => {
  expect(refusals('prod', stage(), LIVE, {})).toEqual([]);
  expect(refusals('prod', stage(), {}, {})).toEqual([]);
});

test('another table name is refused: CloudFormation would put an empty table in place of the live one', () => {
  const settings = { TABLE_NAME: 'users', SERVED_TABLE: 'users' };
  const everything = { 'allow-auth-none': true, 'allow-no-subscriber': true, 'allow-other-table': true };
  expect(refusals('prod', stage(settings), LIVE, everything)).toEqual([
    expect.stringContaining(`TABLE_NAME is users, but the stack's table is ${NAME}`),
  ]);
});

test('to work on another table than now is refused, after a restore as before it, unless it is allowed', () => {
  const restored = { live: { ...LIVE.live, served: `${NAME}-20261124` } };
  expect(refusals('prod', stage(), restored, {})).toEqual([expect.stringContaining(`would switch to ${NAME}.`)]);
  expect(refusals('prod', stage(), restored, { 'allow-other-table': true })).toEqual([]);
  expect(refusals('prod', stage({ SERVED_TABLE: `${NAME}-20261124` }), restored, {})).toEqual([]);
});

test.each([
  ['AUTH=none', stage({ AUTH: 'none' }), 'allow-auth-none'],
  ['nobody to page', stage({}, { alarmSubscriptions: [] }), 'allow-no-subscriber'],
] as const)('prod refuses %s, unless it is allowed', (_, own, allowed) => {
  expect(refusals('prod', own, LIVE, {})).toHaveLength(1);
  expect(refusals('prod', own, LIVE, { [allowed]: true })).toEqual([]);
  expect(refusals('dev', { ...own, params: { ...own.params, viewers: false } }, LIVE, {})).toEqual([]);
});

test('prod refuses settings of the shell, which the pipeline would forget', () => {
  const { file: _, ...own } = stage();
  expect(refusals('prod', own, LIVE, {})).toEqual([expect.stringContaining('must be in stages/prod.yml')]);
});

test('a table that the boundary keeps from the functions is refused, as each request would end in a 500', () => {
  const params = { permissionsBoundary: true };
  const served = (SERVED_TABLE: string) =>
    refusals('prod', stage({ SERVED_TABLE }, params), {}, { 'allow-other-table': true });
  expect(served('users')).toEqual([expect.stringContaining('keeps the functions from the table users')]);
  expect(served(`${NAME}2`)).toHaveLength(1);
  expect(served(`${NAME}-20261124210000`)).toEqual([]);
  expect(refusals('prod', stage({ TABLE_NAME: 'users', SERVED_TABLE: 'users' }, params), {}, {})).toHaveLength(1);
  expect(refusals('prod', stage({ TABLE_NAME: 'users', SERVED_TABLE: 'users' }), {}, {})).toEqual([]);
});

test('a stage of which nobody said what it is is refused: a stage named production would have none of prod’s protections', () => {
  const { kind: _, ...own } = stage();
  expect(refusals('production', own, {}, {})).toEqual([expect.stringContaining('like: prod')]);
});

const TWO = { twoRegions: { home: 'us-east-1', replica: 'us-east-2', witness: 'us-west-2' } };
test.each([
  ['set', stage({}, TWO), LIVE],
  ['removed', stage(), { live: { ...LIVE.live, regions: 'us-east-1,us-east-2' } }],
] as const)('two regions that are %s on a live stage are refused: the table would be another', (_, own, found) => {
  expect(refusals('prod', own, found, { 'allow-other-table': true })).toEqual([
    expect.stringContaining('Choose the regions before the first deploy'),
  ]);
  expect(refusals('prod', own, {}, {})).toEqual([]);
});

test('a boundary that comes or goes is refused, as a pipeline could not roll it back, unless it is allowed', () => {
  const own = stage({}, { permissionsBoundary: true });
  expect(refusals('prod', own, LIVE, {})).toEqual([expect.stringContaining('--allow-boundary')]);
  expect(refusals('prod', own, LIVE, { 'allow-boundary': true })).toEqual([]);
  const bounded = { live: { ...LIVE.live, bounded: true } };
  expect(refusals('prod', own, bounded, {})).toEqual([]);
  expect(refusals('prod', stage(), bounded, {})).toHaveLength(1);
});

test('more concurrency than the account has is refused: a new account has ten, and the alarm would go by a thousand', () => {
  const own = stage({}, { accountConcurrency: 1000 });
  expect(refusals('prod', own, { concurrency: 10 }, {})).toEqual([expect.stringContaining('accountConcurrency: 10')]);
  expect(refusals('prod', own, { concurrency: 1000 }, {})).toEqual([]);
});
