import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { plainTable } from '../../src/dynamodb/plain-table.ts';
import { ACCESS, type Scope } from '../../src/http/access.ts';
import { authorize, Forbidden, identify, Unauthorized } from '../../src/http/authorization.ts';
import { ROUTES } from '../support/access.ts';
import { testEndpoints } from '../support/endpoints.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';

const ISSUER = 'https://issuer.example/';
const NOW = Date.parse('2026-11-23T12:00:00Z');
const RULE = { issuer: ISSUER, audiences: ['web', 'tv'], scopePrefix: '', userClaim: 'sub' };
const LATER = String(NOW / 1000 + 60);

// As API Gateway renders them: everything is text, a list is `[a b]`.
const viewer = { iss: ISSUER, aud: 'web', exp: LATER, sub: '010', scope: 'openid streams:write' };
const admin = { ...viewer, sub: 'office', scope: 'users:read users:write streams:write streams:admin' };

const context = (authorizer?: object | null) => ({ ...httpEvent('GET /').requestContext, authorizer });

const POSSIBLE = { play: ACCESS.requestStream, see: ACCESS.getStreams, list: ACCESS.getAllUsers };

function may(
  claims: object,
  { to = 'play', id = '010', rule = RULE }: { to?: keyof typeof POSSIBLE; id?: string; rule?: typeof RULE } = {},
) {
  const caller = identify(rule, POSSIBLE[to], context({ jwt: { claims } }), NOW);
  authorize(rule, POSSIBLE[to], caller, { id });
}

describe('a token is good', () => {
  test.each([
    ['with its scopes in `scope`', {}],
    ['with its scopes in `scp`', { scope: undefined, scp: 'openid streams:write' }],
    ['with a list of scopes, as API Gateway renders it', { scope: undefined, scp: '[openid streams:write]' }],
    ['with a list of scopes, as the emulator leaves it', { scope: undefined, scp: ['openid', 'streams:write'] }],
    ['with one scope in a list', { scope: undefined, scp: '[streams:write]' }],
    ['for the other audience', { aud: 'tv' }],
    ['for several audiences, as API Gateway renders them', { aud: '[elsewhere web]' }],
    ['for several audiences, as the emulator leaves them', { aud: ['elsewhere', 'web'] }],
    ['of a client instead of an audience, as Cognito has it', { aud: undefined, client_id: 'web' }],
    ['whose expiry is a number', { exp: Number(LATER) }],
    ['whose expiry is written with an exponent', { exp: Number(LATER).toExponential() }],
    ['that was issued and is valid since now', { iat: String(NOW / 1000), nbf: NOW / 1000 }],
    ['of an issuer whose clock is half a minute ahead', { iat: String(NOW / 1000 + 30), nbf: String(NOW / 1000 + 30) }],
  ])('%s', (_, claims) => {
    expect(() => may({ ...viewer, ...claims })).not.toThrow();
  });

  test('with a prefix before each scope, when the settings say so', () => {
    const rule = { ...RULE, scopePrefix: 'streamgate/' };
    expect(() => may({ ...viewer, scope: 'streamgate/streams:write' }, { rule })).not.toThrow();
    expect(() => may(viewer, { rule })).toThrow('The token lacks the scope streamgate/streams:write.');
    expect(() => may({ ...viewer, scope: 'streamgate/streams:write streams:admin' }, { rule, id: '011' })).toThrow(
      Forbidden,
    );
  });
});

describe('without a good token nobody is let in: the claims', () => {
  test.each([
    ['of another issuer', { iss: 'https://issuer.example' }],
    ['of no issuer', { iss: undefined }],
    ['for another audience', { aud: 'elsewhere' }],
    ['for another audience, of a client that is one', { aud: 'elsewhere', client_id: 'web' }],
    ['for an audience that only starts like one', { aud: 'web2' }],
    ['for no audience', { aud: undefined }],
    ['that expired a second ago', { exp: String(NOW / 1000 - 1) }],
    ['that expire now', { exp: String(NOW / 1000) }],
    ['that never expire', { exp: undefined }],
    ['whose expiry is no time', { exp: 'never' }],
    ['whose expiry is a list', { exp: [LATER] }],
    ['whose expiry is infinite', { exp: 'Infinity' }],
    ['whose expiry is an infinite number', { exp: Number.POSITIVE_INFINITY }],
    ['whose expiry is beyond all numbers', { exp: '1e400' }],
    ['whose expiry is hexadecimal', { exp: '0xffffffff' }],
    ['whose expiry is blank', { exp: ' ' }],
    ['whose expiry is true', { exp: true }],
    ['that are not valid yet', { nbf: String(NOW / 1000 + 31) }],
    ['that are valid from a time that is none', { nbf: 'soon' }],
    ['that were issued in the future', { iat: String(NOW / 1000 + 31) }],
    ['that were issued at a time that is none', { iat: null }],
  ])('%s', (_, claims) => {
    expect(() => may({ ...admin, ...claims })).toThrow(Unauthorized);
  });

  test.each([
    ['no authorizer', undefined],
    ['an authorizer of null', null],
    ['another kind of authorizer', { lambda: { ...admin } }],
    ['an authorizer without claims', { jwt: {} }],
    ['claims of null', { jwt: { claims: null, scopes: null } }],
    ['scopes alone', { jwt: { scopes: ['streams:write', 'streams:admin'] } }],
  ])('that did not arrive: %s', (_, authorizer) => {
    expect(() => identify(RULE, ACCESS.requestStream, context(authorizer), NOW)).toThrow(Unauthorized);
  });
});

describe('a good token is not enough', () => {
  test.each([
    ['without scopes', undefined],
    ['with others', 'openid users:read'],
    ['with one that starts like it', 'streams:write:all'],
    ['with one that ends like it', 'other/streams:write'],
    ['in other capitals', 'Streams:Write'],
    ['with none but streams:admin', 'streams:admin'],
  ])('%s', (_, scope) => {
    expect(() => may({ ...viewer, scope })).toThrow('The token lacks the scope streams:write.');
  });

  test('and any one of several scopes is', () => {
    expect(() => may(viewer, { to: 'see' })).not.toThrow();
    expect(() => may({ ...viewer, scope: 'openid' }, { to: 'see' })).toThrow(
      'lacks the scope users:read or streams:write.',
    );
  });

  test.each([
    ['another user', viewer, '011'],
    ['a user in other capitals', { ...viewer, sub: 'anna' }, 'Anna'],
    ['nobody, whose id the service would make', viewer, undefined],
    ['anybody, with a token of nobody', { ...viewer, sub: undefined }, '010'],
    ['nobody, with a token of nobody', { ...viewer, sub: undefined }, undefined],
    ['one of several', { ...viewer, sub: '[010 011]' }, '010'],
    ['a number', { ...viewer, sub: 10 }, '10'],
  ])('for %s', (_, claims, id) => {
    const caller = identify(RULE, ACCESS.requestStream, context({ jwt: { claims } }), NOW);
    expect(() => authorize(RULE, ACCESS.requestStream, caller, { id })).toThrow(
      'The token belongs to another user and lacks the scope streams:admin.',
    );
  });

  test('for the user in another claim, where the settings name it, and not for the `sub`', () => {
    const rule = { ...RULE, userClaim: 'https://example.com/account' };
    const household = { ...viewer, sub: 'person', 'https://example.com/account': "CORP\\o'hara & co" };
    expect(() => may(household, { rule, id: "CORP\\o'hara & co" })).not.toThrow();
    expect(() => may(household, { rule, id: 'person' })).toThrow(Forbidden);
    expect(() => may(viewer, { rule })).toThrow(Forbidden);
  });

  test('for all users, without streams:admin', () => {
    const reader = { ...viewer, scope: 'users:read' };
    expect(() => may(reader, { to: 'list' })).toThrow('The token lacks the scope streams:admin.');
    expect(() => may(admin, { to: 'list' })).not.toThrow();
  });
});

test('a token with streams:admin may act on any user', () => {
  const caller = identify(RULE, ACCESS.requestStream, context({ jwt: { claims: admin } }), NOW);
  expect(caller).toEqual({ admin: true, claims: admin });
  for (const id of ['010', '011', undefined]) {
    expect(() => authorize(RULE, ACCESS.requestStream, caller, { id })).not.toThrow();
  }
});

describe('a handler', () => {
  const asked = jest.fn();
  /** A table that knows nothing, and fails at every call. */
  const table = new Proxy(plainTable(new DynamoDBClient({ region: 'us-east-1' }), 'users'), {
    get: () => async () => {
      asked();
      throw new Error('This table answers nothing.');
    },
  });
  const endpoints = testEndpoints({ table, now: Date.now }, { AUTH: 'jwt', AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: 'web' });
  const printed = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
  for (const spy of printed) spy.mockImplementation(() => true);
  const lines = () => printed.flatMap((spy) => spy.mock.calls.map(([line]) => JSON.parse(String(line))));
  beforeEach(() => {
    asked.mockReset();
    for (const spy of printed) spy.mockClear();
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });

  const unknown = { ...viewer, exp: '4102444800', sub: 'stranger' };
  async function call({ name, route }: (typeof ROUTES)[number], claims: object | undefined, options: object) {
    const event = httpEvent(route, options);
    const { statusCode, headers, body } = await endpoints[name](
      { ...event, requestContext: { ...event.requestContext, ...(claims && { authorizer: { jwt: { claims } } }) } },
      lambdaContext(),
    );
    return { status: statusCode, headers, body: JSON.parse(body ?? '') };
  }

  test.each(ROUTES)('of $route lets nobody in without claims, however its route is wired', async (route) => {
    // Not even a fault of the input is told.
    expect(await call(route, undefined, { body: 'no JSON', rawQueryString: 'a=1&a=2' })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer', 'content-type': 'application/problem+json' },
      body: { code: 'unauthorized' },
    });
    expect(asked).not.toHaveBeenCalled();
    expect(lines()).toContainEqual(
      expect.objectContaining({
        level: 'WARN',
        code: 'access-refused',
        reason: 'no claims: the route has no authorizer',
      }),
    );
    expect(lines()).toContainEqual(expect.objectContaining({ AccessRefused: 1 }));
  });

  test.each(ROUTES)('of $route logs no event, though the logger is told to: it has the token', async (route) => {
    await call(route, unknown, { headers: { authorization: 'Bearer a.b.c' } });
    expect(JSON.stringify(lines())).not.toMatch(/authorization|Bearer|stranger|issuer\.example/);
  });

  test.each(ROUTES)('of $route wants the scope $scopes, and says so', async (route) => {
    const scopes: Scope[] = ['users:read', 'users:write', 'streams:write', 'streams:admin'];
    const others = scopes.filter((scope) => !route.scopes.includes(scope));
    const answer = await call(route, { ...unknown, scope: others.join(' ') }, { body: 'no JSON' });
    expect(answer).toMatchObject({
      status: 403,
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${route.scopes.join(' ')}"` },
      body: { code: 'forbidden', detail: `The token lacks the scope ${route.scopes.join(' or ')}.` },
    });
    expect(asked).not.toHaveBeenCalled();
  });

  test.each(ROUTES)('of $route acts for another user only with streams:admin', async (route) => {
    const { method, input } = route;
    const options =
      method === 'GET'
        ? {
            rawQueryString: String(
              new URLSearchParams(Object.entries(input).map(([name, value]) => [name, String(value)])),
            ),
          }
        : { body: JSON.stringify(input) };
    for (const scope of route.scopes.filter((each) => each !== 'streams:admin')) {
      expect(await call(route, { ...unknown, scope }, options)).toMatchObject({
        status: 403,
        headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="streams:admin"' },
        body: { code: 'forbidden' },
      });
    }
    expect(asked).not.toHaveBeenCalled();
    // The table, a mock that knows nothing, is asked now: whatever comes of it, it is no refusal of the token.
    const { status } = await call(route, { ...unknown, scope: `${route.scopes[0]} streams:admin` }, options);
    expect([401, 403]).not.toContain(status);
    expect(asked).toHaveBeenCalled();
  });
});
