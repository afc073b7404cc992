import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createVerifier } from '../../edge/verify.ts';
import { BAD, claims, KEYS, LARGEST, NOW, pass, token, UNSAFE_PATHS } from '../support/passes.ts';

const MEDIA = '/live/stream_100/1.ts';
const verifier = createVerifier(KEYS, { now: () => NOW });
const check = (url: string, header?: string, method = 'GET') =>
  verifier.check({ method, url, headers: header === undefined ? {} : { 'cta-common-access-token': header } });
const reasonOf = (verdict: ReturnType<typeof check>) => (verdict.outcome === 'refused' ? verdict.reason : 'passed');

describe('a pass opens the stream it is for', () => {
  test.each([
    ['in the header', MEDIA, pass(), MEDIA],
    ['in the query, which loses it', `${MEDIA}?CAT=${pass()}`, undefined, MEDIA],
    ['among others in the query', `${MEDIA}?a=1&CAT=${pass()}&b=?`, undefined, `${MEDIA}?a=1&b=?`],
    ['as the first segment, which is taken off', `/cat-${pass()}${MEDIA}?a=1`, undefined, `${MEDIA}?a=1`],
    ['in the header rather than an old one in the path', `/cat-old${MEDIA}`, pass(), MEDIA],
    ['with a segment that a client has encoded', '/live/str%65am_100/a%20b.ts', pass(), '/live/str%65am_100/a%20b.ts'],
  ])('%s', (_, url, header, served) => {
    expect(check(url, header)).toMatchObject({ outcome: 'passed', url: served, claims: { issuer: 'streamgate' } });
  });

  test('with either key during a rotation, and not with a retired one', () => {
    const keys = new Map(KEYS);
    const rotating = createVerifier(() => keys, { now: () => NOW });
    const by = (kid: string) =>
      reasonOf(rotating.check({ url: MEDIA, headers: { 'cta-common-access-token': pass({}, kid) } }));
    expect([by('k1'), by('k2')]).toEqual(['passed', 'passed']);
    keys.delete('k1');
    expect([by('k1'), by('k2')]).toEqual(['unknown-key', 'passed']);
  });

  test('in the forms that others write: with the tag of CWT, an exact path, nbf, 1,024 bytes', () => {
    const text = (made: Parameters<typeof token>[0]) => token(made).toString('base64url');
    const exact = new Map([[3, new Map([[0, MEDIA]])]]);
    expect(reasonOf(check(MEDIA, text({ tags: [61, 17] })))).toBe('passed');
    expect(reasonOf(check(MEDIA, text({ claims: claims({ 312: exact }) })))).toBe('passed');
    expect(reasonOf(check(`${MEDIA}.bak`, text({ claims: claims({ 312: exact }) })))).toBe('other-path');
    expect(reasonOf(check(MEDIA, text({ claims: claims({ 5: Math.floor(NOW / 1000) }) })))).toBe('passed');
    expect(reasonOf(check(MEDIA, LARGEST))).toBe('passed');
  });

  test('until the second in which it ends', () => {
    let now = NOW;
    const late = createVerifier(KEYS, { now: () => now });
    const reason = () => reasonOf(late.check({ url: MEDIA, headers: { 'cta-common-access-token': pass() } }));
    now = NOW + 59_499;
    expect(reason()).toBe('passed');
    now = NOW + 59_500;
    expect(reason()).toBe('expired');
  });
});

describe('what is refused', () => {
  test.each(BAD)('$what', ({ token: bad, reason }) => {
    expect(reasonOf(check(MEDIA, bad))).toBe(reason);
    if (bad !== '') expect(reasonOf(check(`/cat-${bad}${MEDIA}`))).toBe(reason);
  });

  test.each(UNSAFE_PATHS)('%s', (path) => {
    expect(reasonOf(check(path, pass()))).toBe('unsafe-path');
    expect(reasonOf(check(`/cat-${pass()}${path}`))).toBe('unsafe-path');
  });

  test.each([
    ['no token', MEDIA, 'missing'],
    ['a token in a later segment', `/live/cat-${pass()}/1.ts`, 'missing'],
    ['the same name with another end', `/live/stream_1000/1.ts?CAT=${pass()}`, 'other-path'],
    ['two slashes in front', `//live/stream_100/1.ts?CAT=${pass()}`, 'other-path'],
    ['a whole URL, as a proxy is asked', `http://other/live/stream_100/1.ts?CAT=${pass()}`, 'unsafe-path'],
    ['two tokens in the path', `/cat-${pass()}/cat-${pass()}${MEDIA}`, 'other-path'],
  ])('%s', (_, url, reason) => {
    expect(reasonOf(check(url))).toBe(reason);
  });

  test('another issuer, where one is asked for', () => {
    const mine = createVerifier(KEYS, { now: () => NOW, issuer: 'streamgate-prod' });
    const by = (issuer: string) =>
      reasonOf(mine.check({ url: MEDIA, headers: { 'cta-common-access-token': pass({ issuer }) } }));
    expect([by('streamgate'), by('streamgate-prod')]).toEqual(['other-issuer', 'passed']);
  });

  test('says why, also to pages of other origins', () => {
    expect(check(MEDIA)).toEqual({
      outcome: 'refused',
      status: 401,
      reason: 'missing',
      headers: {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'x-pass-refused',
        'cache-control': 'no-store',
        'content-type': 'application/json',
        'www-authenticate': 'CAT',
        'x-pass-refused': 'missing',
      },
      body: '{"code":"pass-refused","reason":"missing"}',
    });
    expect(check(MEDIA, undefined, 'OPTIONS')).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-headers': 'cta-common-access-token, range' },
    });
  });
});

test('no changed token, and no other bytes, open anything or throw', () => {
  const whole = Buffer.from(pass(), 'base64url');
  const mutated = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const bytes = Buffer.from(whole);
      for (const [at, by] of changes) bytes[at] = (bytes[at] ?? 0) ^ by;
      return bytes;
    })
    .filter((bytes) => !bytes.equals(whole));
  const cut = fc
    .tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 20 }))
    .map(([at, tail]) => Buffer.concat([whole.subarray(0, at), tail]));
  const encoded = fc
    .oneof(mutated, cut, fc.uint8Array({ maxLength: 1200 }))
    .map((bytes) => Buffer.from(bytes).toString('base64url'));
  fc.assert(
    fc.property(fc.oneof(encoded, fc.string({ unit: 'binary' })), (text) => {
      fc.pre(text !== pass());
      const verdict = check(MEDIA, text);
      expect(verdict).toMatchObject({ outcome: 'refused', status: 401 });
      expect(verdict.outcome === 'refused' && verdict.reason).not.toBe('expired');
    }),
    { numRuns: 1500 },
  );
});

test('a pass serves no path outside its own', () => {
  const piece = fc.constantFrom(
    '..',
    '.',
    '/',
    '%2e',
    '%2F',
    '%5c',
    '\\',
    'live',
    'stream_100',
    'stream_1',
    ';',
    '%',
    '%25',
    'a.ts',
    '?',
    '#',
    '//',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const verdict = check(`/live/stream_100/${pieces.join('')}`, pass());
      if (verdict.outcome === 'refused') return;
      const [path = ''] = verdict.url.split('?');
      // As an origin that resolves, decodes twice, and resolves again.
      const seen = new URL(
        decodeURIComponent(decodeURIComponent(new URL(path, 'http://origin').pathname)),
        'http://origin',
      ).pathname;
      expect(seen.startsWith('/live/stream_100/')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
