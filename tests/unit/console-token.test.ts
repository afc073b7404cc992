import { describe, expect, test } from '@jest/globals';
import { Api } from '../../src/pages/console/api.ts';
import { ServerClock } from '../../src/pages/console/server-clock.ts';
import { mayAdminister } from '../../src/pages/console/token.ts';

const tokenWith = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

test.each([
  ['no token, as the service asks for none', '', true],
  ['the scope', tokenWith({ scope: 'streams:write streams:admin' }), true],
  ['the scope after what the issuer puts before it', tokenWith({ scp: ['streamgate/streams:admin'] }), true],
  ['another scope', tokenWith({ scope: 'streams:write' }), false],
  ['no scope', tokenWith({ sub: 'ÿÿ?' }), false],
  ['a token that only the service can read', 'opaque', true],
])('what the back office does is offered to: %s', (_, token, offered) => {
  expect(mayAdminister(token)).toBe(offered);
});

describe('a player', () => {
  const refusals: string[] = [];
  function openApi(token: string): Api {
    const api = new Api(new ServerClock(() => 0));
    api.token = token;
    refusals.length = 0;
    api.onUnauthorized = (refused) => refusals.push(refused);
    return api;
  }

  test('sends the token of the page', async () => {
    const api = openApi('one');
    const token = api.tokens();
    expect(await token({ refused: false })).toBe('one');
    expect(refusals).toEqual([]);
  });

  test('whose token was refused waits for the next one that the page is given', async () => {
    const api = openApi('one');
    const token = api.tokens();
    await token({ refused: false });
    const next = token({ refused: true });
    expect(refusals).toEqual(['one']);
    api.token = '';
    api.token = 'two';
    expect(await next).toBe('two');
  });

  test('takes the new token at once when the page has one already', async () => {
    const api = openApi('one');
    const token = api.tokens();
    await token({ refused: false });
    api.token = 'two';
    expect(await token({ refused: true })).toBe('two');
    expect(refusals).toEqual([]);
  });
});
