import { expect, test } from '@jest/globals';
import { parseSettings } from '../../src/settings/settings.ts';

const ISSUER = 'https://issuer.example/';

const parse = (environment: Record<string, string>) =>
  parseSettings({ TABLE_NAME: 'users', AUTH: 'none', ...environment });

test('a setting that is missing or empty has its default', () => {
  const defaults = {
    tableName: 'users',
    auth: 'none',
    rules: { limits: { standard: 3, byPlan: new Map() }, leaseSeconds: 150, renewSeconds: 60 },
    logLevel: 'INFO',
  };
  expect(parse({})).toMatchObject(defaults);
  expect(
    parse({
      STREAM_LIMIT: '',
      STREAM_LIMITS_BY_SUBSCRIPTION: ' ',
      LEASE_SECONDS: '',
      RENEW_SECONDS: '',
      LOG_LEVEL: '',
    }),
  ).toMatchObject(defaults);
});

test('AUTH=jwt has an issuer, audiences and a prefix of scopes', () => {
  const { auth } = parse({
    AUTH: 'jwt',
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: 'web,https://tv.example',
    AUTH_SCOPE_PREFIX: 'streamgate/',
  });
  expect(auth).toEqual({
    issuer: ISSUER,
    audiences: ['web', 'https://tv.example'],
    scopePrefix: 'streamgate/',
    userClaim: 'sub',
  });
});

test('another claim than `sub` can hold the id of a user', () => {
  const AUTH_USER_CLAIM = 'https://example.com/account';
  const { auth } = parse({ AUTH: 'jwt', AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: 'web', AUTH_USER_CLAIM });
  expect(auth).toMatchObject({ userClaim: AUTH_USER_CLAIM });
});

test('a limit by subscription ignores case, and blanks around it', () => {
  const { rules } = parse({ STREAM_LIMIT: '2', STREAM_LIMITS_BY_SUBSCRIPTION: '{" Premium PLAN ":5,"free":0}' });
  expect(rules.limits).toEqual({
    standard: 2,
    byPlan: new Map([
      ['premium plan', 5],
      ['free', 0],
    ]),
  });
});

test('a plan may have quotes, colons and braces in its name', () => {
  const { rules } = parse({ STREAM_LIMITS_BY_SUBSCRIPTION: '{"a\\":1,":2,"{b}":3}' });
  expect([...rules.limits.byPlan]).toEqual([
    ['a":1,', 2],
    ['{b}', 3],
  ]);
});

test('a plan may have the name of an inherited property', () => {
  const { rules } = parse({ STREAM_LIMITS_BY_SUBSCRIPTION: '{"__proto__":5,"constructor":4}' });
  expect([...rules.limits.byPlan]).toEqual([
    ['__proto__', 5],
    ['constructor', 4],
  ]);
});

test('a player renews twice within a short lease, too', () => {
  expect(parse({ LEASE_SECONDS: '2' }).rules.renewSeconds).toBeCloseTo(0.8);
});

test('all mistakes are reported at once', () => {
  expect(() =>
    parseSettings({
      STREAM_LIMIT: '-1',
      STREAM_LIMITS_BY_SUBSCRIPTION: '{"premium plan":"five"}',
      LEASE_SECONDS: '1.5',
      RENEW_SECONDS: 'often',
      LOG_LEVEL: 'loud',
    }),
  ).toThrow(
    [
      'TABLE_NAME must name the DynamoDB table',
      'AUTH must be jwt, or none to let everybody do everything',
      'STREAM_LIMIT must be a whole number of streams from 0 to 20, or unlimited',
      'STREAM_LIMITS_BY_SUBSCRIPTION must be a JSON object of plans and their limits (0 to 20, or "unlimited"), such as {"premium plan":5}',
      'LEASE_SECONDS must be a whole number of seconds from 1 to 86400',
      'RENEW_SECONDS must be a number of seconds from 0.1 to 86400',
      'LOG_LEVEL must be one of TRACE, DEBUG, INFO, WARN, ERROR, CRITICAL, SILENT',
    ].join('\n'),
  );
});

test.each([
  [{ STREAM_LIMIT: '21' }, 'STREAM_LIMIT'],
  [{ STREAM_POLICIES: '[{"name":"a"}]' }, 'STREAM_POLICIES[0].limit must be'],
  [{ LIMIT_SHARE: '10' }, 'LIMIT_SHARE needs WHEN_FULL=admit'],
  [{ WHEN_FULL: 'admit', LIMIT_SHARE: '101' }, 'LIMIT_SHARE must be a whole number of percent from 0 to 100'],
  [{ AUTH_TAGS_CLAIM: 'tags' }, 'AUTH_TAGS_CLAIM needs AUTH=jwt'],
  [{ STREAM_LIMIT: '3 streams' }, 'STREAM_LIMIT'],
  [{ STREAM_LIMITS_BY_SUBSCRIPTION: '[5]' }, 'STREAM_LIMITS_BY_SUBSCRIPTION'],
  [{ STREAM_LIMITS_BY_SUBSCRIPTION: '{premium:5}' }, 'STREAM_LIMITS_BY_SUBSCRIPTION'],
  [{ STREAM_LIMITS_BY_SUBSCRIPTION: '{"a":1,"A ":2}' }, 'names the plan "a" twice'],
  [{ STREAM_LIMITS_BY_SUBSCRIPTION: '{"a":1,"a":2}' }, 'names the plan "a" twice'],
  [{ STREAM_LIMITS_BY_SUBSCRIPTION: '{"a b":1 , "a\\u00a0b" :2}' }, 'names the plan "a b" twice'],
  [{ STREAM_LIMITS_BY_SUBSCRIPTION: '{"é":1,"e\u0301":1}' }, 'names the plan "é" twice'],
  [{ STREAM_LIMITS_BY_SUBSCRIPTION: '{" ":1}' }, 'names an empty plan'],
  [{ LEASE_SECONDS: '60', RENEW_SECONDS: '60' }, 'RENEW_SECONDS (60) must be less than LEASE_SECONDS (60)'],
  [{ AUTH: '' }, 'AUTH must be jwt, or none to let everybody do everything'],
  [{ AUTH: 'JWT' }, 'AUTH must be jwt, or none to let everybody do everything'],
  [{ AUTH: 'jwt' }, 'AUTH_ISSUER must be set, as AUTH is jwt\nAUTH_AUDIENCE must be set, as AUTH is jwt'],
  [{ AUTH: 'jwt', AUTH_ISSUER: 'http://issuer.example', AUTH_AUDIENCE: 'a' }, 'AUTH_ISSUER must be an https URL'],
  [
    { AUTH: 'jwt', AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: 'a,' },
    'AUTH_AUDIENCE must be audiences with commas between them',
  ],
  [
    { AUTH: 'jwt', AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: 'a', AUTH_SCOPE_PREFIX: 'a b' },
    'AUTH_SCOPE_PREFIX must be how a scope starts',
  ],
  [{ AUTH_USER_CLAIM: 'email' }, 'AUTH_USER_CLAIM needs AUTH=jwt'],
  [
    { AUTH: 'jwt', AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: 'a', AUTH_USER_CLAIM: 'a b' },
    'AUTH_USER_CLAIM must be the name of a claim',
  ],
  [{ TABLE_NAME: 'a table' }, 'TABLE_NAME must be the name of a DynamoDB table'],
])('%p is refused', (environment, fault) => {
  expect(() => parse(environment as Record<string, string>)).toThrow(fault);
});
