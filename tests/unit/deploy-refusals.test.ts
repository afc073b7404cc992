import { expect, test } from '@jest/globals';
import { refusals } from '../../scripts/support/refusals.ts';

const NAME = 'streamgate-prod';
const LIVE = { table: NAME, served: NAME };
const stage = (settings: Record<string, string> = {}, params: Record<string, unknown> = {}) => ({
  settings: { AUTH: 'jwt', TABLE_NAME: NAME, SERVED_TABLE: NAME, ...settings },
  params: { viewers: true, alarmSubscriptions: [{ Protocol: 'email', Endpoint: 'oncall@example.com' }], ...params },
  file: 'stages/prod.yml',
});

test('a stage that is as it was, or new, may be deployed', () => {
  expect(refusals('prod', stage(), LIVE, {})).toEqual([]);
  expect(refusals('prod', stage(), undefined, {})).toEqual([]);
});

test('another table name is refused: CloudFormation would put an empty table in place of the live one', () => {
  const settings = { TABLE_NAME: 'users', SERVED_TABLE: 'users' };
  const everything = { 'allow-auth-none': true, 'allow-no-subscriber': true, 'allow-other-table': true };
  expect(refusals('prod', stage(settings), LIVE, everything)).toEqual([
    expect.stringContaining(`TABLE_NAME is users, but the stack's table is ${NAME}`),
  ]);
});

test('to work on another table than now is refused, after a restore as before it, unless it is allowed', () => {
  const restored = { table: NAME, served: `${NAME}-20261124` };
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
    refusals('prod', stage({ SERVED_TABLE }, params), undefined, { 'allow-other-table': true });
  expect(served('users')).toEqual([expect.stringContaining('no function reach the table users')]);
  expect(served(`${NAME}2`)).toHaveLength(1);
  expect(served(`${NAME}-20261124210000`)).toEqual([]);
  expect(refusals('prod', stage({ TABLE_NAME: 'users', SERVED_TABLE: 'users' }, params), undefined, {})).toHaveLength(
    1,
  );
  expect(refusals('prod', stage({ TABLE_NAME: 'users', SERVED_TABLE: 'users' }), undefined, {})).toEqual([]);
});
