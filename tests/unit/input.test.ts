import { describe, expect, test } from '@jest/globals';
import { InvalidRequest, validate } from '../../src/http/field-errors.ts';
import { parseQuery } from '../../src/http/input.ts';
import { errorProblem, problemBody } from '../../src/http/problems.ts';
import { CreateUser, ListUsers, RequestStream, UserById } from '../../src/http/schemas.ts';
import { httpEvent } from '../support/event.ts';

/** The faults, each as `path message`. */
function faultsOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    return error.errors.map(({ path, message }) => `${path} ${message}`);
  }
}

/** Of AD FS, e-mail addresses, Active Directory and Keycloak. */
const COMMON_SUBS = [
  "pat.o'hara@example.com",
  'samlp|corp|CORP\\pohara',
  'samlp|idp|G7x/Qk1+pw==',
  'f:8a1c2b34-5d6e-7f80-91a2-b3c4d5e6f708:Pat Hara',
  'x'.repeat(255),
];
const queryOf = (id: string) => new URLSearchParams({ id });

const idle = { Online: { Streams: { activeStreams: 0, watching: [] } }, offline: { lastOnline: null } };
const newUser = { Name: 'Van Persie', Subscription: 'basic plan' };

describe('a new user', () => {
  test.each([
    newUser,
    { ...newUser, id: '010', Status: idle },
    { ...newUser, id: 'auth0|5f7c8ec7c33c6c004bbafe82' },
    { ...newUser, Name: 'Łukasz 👨‍👩‍👧 می‌خواهم' },
    { ...newUser, Name: '📺' },
    { ...newUser, Name: 'e\u0301' },
    { ...newUser, Name: '7' },
    { ...newUser, Name: '—' },
  ])('%j is taken', (body) => {
    expect(faultsOf(() => validate(CreateUser, body))).toEqual([]);
  });

  test('every mistake is reported with its path', () => {
    const body = {
      id: 10,
      Name: '',
      Subscription: '  ',
      limit: 21,
      admin: true,
    };
    expect(faultsOf(() => validate(CreateUser, body)).sort()).toEqual([
      'Name must not be empty',
      'Subscription must be printable characters, at least one of them visible',
      'admin is not a known field',
      'id must be a string',
      'limit must be a whole number from 0 to 20, or "unlimited"',
    ]);
  });

  test.each([
    ...['a\u0000b', 'a\nb', '\u202eecin', '\ud800', '\u2028'],
    // Nothing to see: blanks, zero width, Braille and Hangul blanks, a mark and a variation without a letter, tags.
    ...[
      '\u00a0',
      '\u200b',
      '\u200d\u200c',
      '\u2800',
      '\u3164',
      '\u115f',
      '\uffa0',
      '\u0301',
      '\ufe0f',
      '\u{e0041}\u{e007f}',
    ],
  ])('%j is no name', (Name) => {
    expect(faultsOf(() => validate(CreateUser, { ...newUser, Name }))).toEqual([
      'Name must be printable characters, at least one of them visible',
    ]);
  });
});

describe('a request', () => {
  test.each([
    [null, [' must be a JSON object']],
    [[], [' must be a JSON object']],
    ['text', [' must be a JSON object']],
    [{}, ['id is required', 'stream is required']],
    [{ id: 'a', stream: ['a'] }, ['stream must be a string']],
    [{ id: 'a', stream: { a: 1 } }, ['stream must be a string']],
    [
      { id: 'x'.repeat(256), stream: 's'.repeat(129) },
      ['id must be at most 255 long', 'stream must be at most 128 long'],
    ],
    [
      { id: 'Zoë', stream: 's 1', session: 'a\u007f' },
      [
        'id must be printable ASCII characters, not only blanks',
        'stream must be printable ASCII characters without blanks',
        'session must be printable ASCII characters without blanks',
      ],
    ],
    [{ id: '', stream: '' }, ['id must not be empty', 'stream must not be empty']],
    [{ id: '  ', stream: 'a' }, ['id must be printable ASCII characters, not only blanks']],
    [{ id: 'a', stream: 'b', device: 7 }, ['device must be a string']],
    [JSON.parse('{"id":"a","stream":"b","__proto__":{"session":"c"}}'), ['__proto__ is not a known field']],
  ])('%j is refused', (body, faults) => {
    expect(faultsOf(() => validate(RequestStream, body))).toEqual(faults);
  });

  test.each(COMMON_SUBS)('%s, which issuers put into `sub`, is a user id', (sub) => {
    expect(faultsOf(() => validate(CreateUser, { ...newUser, id: sub }))).toEqual([]);
    expect(validate(UserById, parseQuery(httpEvent('GET /getuser', { rawQueryString: `${queryOf(sub)}` })))).toEqual({
      id: sub,
    });
  });

  test.each([
    'constructor',
    '__proto__',
    'a.b',
    'size',
    '~',
    '10.5240/7791-8534-2C23-9030-8610-5',
    'crid://bbc.co.uk/b0074c2l',
    '{3F2504E0-4F89-41D3-9A0C-0305E82C3301}',
    'c3RyZWFtZ2F0ZQ==',
    'x'.repeat(128),
  ])('%s is an ordinary id', (session) => {
    expect(faultsOf(() => validate(RequestStream, { id: session, stream: session, session }))).toEqual([]);
  });
});

describe('a query', () => {
  const query = (rawQueryString: string) => parseQuery(httpEvent('GET /getuser', { rawQueryString }));

  test('is decoded', () => {
    expect(validate(UserById, query('id=auth0%7C5f'))).toEqual({ id: 'auth0|5f' });
    expect(validate(ListUsers, query('subscription=Basic+Plan&online=true'))).toEqual({
      limit: 25,
      subscription: 'Basic Plan',
      online: 'true',
    });
  });

  test('with a parameter that appears twice is refused, because it is ambiguous', () => {
    expect(faultsOf(() => query('id=001&id=002&limit=1&limit=1'))).toEqual([
      'id is given more than once',
      'limit is given more than once',
    ]);
  });

  test.each([
    ['limit=0', ['limit must be at least 1']],
    ['limit=101', ['limit must be at most 100']],
    ['limit=1.5', ['limit must be a whole number']],
    [
      'limit=ten&online=yes&page=2',
      ['limit must be a whole number', 'online must be true or false', 'page is not a known field'],
    ],
    ['cursor=', ['cursor must not be empty']],
  ])('%s is refused', (text, faults) => {
    expect(faultsOf(() => validate(ListUsers, query(text)))).toEqual(faults);
  });
});

describe('a request that is wrong in many places', () => {
  const answerTo = (rawQueryString: string) => {
    try {
      return validate(UserById, parseQuery(httpEvent('GET /getuser', { rawQueryString })));
    } catch (error) {
      return problemBody(errorProblem(error), 'request-1');
    }
  };
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const names = Array.from({ length: 3000 }, (_, i) => `${letters[i % 26]}${i}`);

  test('names twenty, and says how many more there are', () => {
    const faults = faultsOf(() => validate(UserById, Object.fromEntries(names.map((name) => [name, 'x']))));
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe(' has 2981 more errors');
  });

  test.each([
    ['unknown names', names.join('&')],
    ['names given twice', [...names, ...names].join('&')],
    ['one very long name', 'x'.repeat(8000)],
  ])('gets a short answer: %s', (_, query) => {
    expect(JSON.stringify(answerTo(query)).length).toBeLessThan(4000);
  });
});
