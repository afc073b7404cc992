import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { decode, Tag } from 'cbor2';
import { passPath } from '../../src/passes/path.ts';
import { signPass } from '../../src/passes/token.ts';
import { KEYS, NOW, pass } from '../support/passes.ts';

const STRICT = { cde: true, preferMap: true, ignoreGlobalTags: true };

/** The four parts of a COSE_Mac0. */
function partsOf(token: string): readonly unknown[] {
  const outer: unknown = decode(Buffer.from(token, 'base64url'), STRICT);
  if (!(outer instanceof Tag) || !Array.isArray(outer.contents)) throw new Error('no COSE_Mac0');
  return outer.contents;
}

function claimsOf(token: string): Map<number, unknown> {
  const payload = partsOf(token)[2];
  if (!(payload instanceof Uint8Array)) throw new Error('no payload');
  return decode(payload, STRICT);
}

describe('a pass', () => {
  test('is a COSE_Mac0 with HS256 and kid, whose claims say until when and for what', () => {
    const outer: unknown = decode(Buffer.from(pass(), 'base64url'), STRICT);
    expect(outer).toMatchObject({ tag: 17 });
    const [head, open, , mac] = partsOf(pass());
    expect(head).toEqual(Uint8Array.of(0xa1, 1, 5));
    expect(open).toEqual(new Map([[4, Uint8Array.from(Buffer.from('k1'))]]));
    expect(mac).toHaveLength(32);
    const claims = claimsOf(pass());
    expect([...claims.keys()]).toEqual([1, 4, 6, 7, 312]);
    expect(claims.get(4)).toBe(Math.floor((NOW + 60_000) / 1000));
    expect(claims.get(312)).toEqual(new Map([[3, new Map([[1, '/live/stream_100/']])]]));
    expect(pass().length).toBeLessThan(200);
  });

  test('never lasts longer than `until`, whatever the fraction of a second', () => {
    expect(claimsOf(pass({ until: 1_999 })).get(4)).toBe(1);
    expect(claimsOf(pass({ until: 2_000 })).get(4)).toBe(2);
  });

  test('distinguishes sessions, is the same for the same one, and names nobody', () => {
    const ctiOf = (token: string) => claimsOf(token).get(7);
    expect(ctiOf(pass())).toEqual(ctiOf(pass({ until: NOW + 90_000 })));
    expect(ctiOf(pass())).not.toEqual(ctiOf(pass({ session: 'tv-2' })));
    expect(ctiOf(pass())).not.toEqual(ctiOf(pass({ user: '011' })));
    expect(ctiOf(pass())).not.toEqual(ctiOf(pass({}, 'k2')));
    const text = Buffer.from(pass({ user: 'van.persie' }), 'base64url').toString('latin1');
    expect(text).not.toContain('van.persie');
    expect(text).not.toContain('tv-1');
  });

  test('is signed in microseconds', () => {
    const key = { kid: 'k1', key: createSecretKey(Buffer.from(KEYS.get('k1') ?? '')) };
    const claims = {
      issuer: 'streamgate',
      user: '010',
      session: 'tv-1',
      path: '/live/stream_100/',
      now: NOW,
      until: NOW,
    };
    const round = () => {
      const started = process.hrtime.bigint();
      for (let i = 0; i < 1000; i++) signPass(key, { ...claims, until: NOW + i });
      return Number(process.hrtime.bigint() - started) / 1000 / 1000;
    };
    // A quiet machine needs about 10; the rest is for one that is busy, and for Jest.
    expect(Math.min(...Array.from({ length: 30 }, round))).toBeLessThan(500);
  });
});

describe('the path of a pass', () => {
  test.each([
    ['/live/{stream}/', 'stream_100', '/live/stream_100/'],
    ['/live/{stream}/hls/', "a.b~c!d$e&f'g(h)i*j+k,l=m:n@o-p", "/live/a.b~c!d$e&f'g(h)i*j+k,l=m:n@o-p/hls/"],
    ['/{stream64}/', 'a/b', '/YS9i/'],
    ['/{stream64}/', '..', '/Li4/'],
    ['/{stream}/', '$&', '/$&/'],
  ])('%s of %s', (template, stream, path) => {
    expect(passPath(template, stream)).toBe(path);
  });

  test.each(['a/b', 'a%2fb', 'a%62', 'a?b', 'a#b', 'a\\b', '.', '..', '...', 'a;b', 'a"b', '<a>', 'a|b', '{a}', 'a^b'])(
    'refuses %s as it is',
    (stream) => {
      expect(passPath('/live/{stream}/', stream)).toBeUndefined();
    },
  );
});
