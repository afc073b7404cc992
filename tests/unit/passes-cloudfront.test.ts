import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'acorn';
import { encode, Tag } from 'cbor2';
import { decode } from 'cbor2/decoder';
import { createVerifier } from '../../edge/verify.ts';
import { edgeTemplate } from '../../scripts/edge-template.ts';
import { BAD, claims, KEYS, LARGEST, NOW, pass, token, UNSAFE_PATHS } from '../support/passes.ts';

const CODE = readFileSync(new URL('../../edge/cloudfront-function.js', import.meta.url), 'utf8');
const MEDIA = '/live/stream_100/1.ts';

interface Answer {
  readonly statusCode?: number;
  readonly uri?: string;
  readonly headers: Record<string, { value: string }>;
  readonly querystring?: object;
  readonly body?: { data: string };
}

const asked: string[] = [];
const lines: string[] = [];

/** What the module `cloudfront` has, as AWS documents it, and no more. */
const cf = {
  kvs: () => ({
    get: async (name: string) => {
      asked.push(name);
      const key = KEYS.get(name.replace(/^pass-key:/, ''));
      if (key === undefined) throw new Error('KeyNotFound');
      return key;
    },
  }),
  cwt: {
    /** It checks the MAC and no claim; labels come as strings. */
    validateToken: (bytes: Buffer, { key }: { key: string }) => {
      if (bytes.length > 1024) throw new Error('token too large');
      const outer: unknown = decode(Uint8Array.from(bytes), { preferMap: true });
      const inner = outer instanceof Tag && outer.tag === 61 ? outer.contents : outer;
      if (!(inner instanceof Tag) || inner.tag !== 17 || !Array.isArray(inner.contents)) throw new Error('no MAC0');
      const [head, , payload, mac] = inner.contents;
      const right = createHmac('sha256', key)
        .update(encode(['MAC0', head, new Uint8Array(0), payload]))
        .digest();
      if (right.length !== mac.length || !timingSafeEqual(right, mac)) throw new Error('signature mismatch');
      return { protectedHeaders: {}, unprotectedHeaders: {}, payload: plain(decode(payload, { preferMap: true })) };
    },
  },
};

const plain = (value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries([...value].map(([key, inner]) => [String(key), plain(inner)])) : value;

const Clock = { now: () => NOW };

/** In a realm that has what the runtime has, with another clock. */
const handler: (event: object) => Promise<Answer> = vm.runInNewContext(
  `${CODE.replace("import cf from 'cloudfront';", '')}; handler`,
  { cf, Buffer, Date: Clock, console: { log: (line: string) => lines.push(line) } },
);

const call = (uri: string, options: { header?: string; query?: string; method?: string } = {}) =>
  handler({
    version: '1.0',
    request: {
      method: options.method ?? 'GET',
      uri,
      querystring: { ...(options.query === undefined ? {} : { CAT: { value: options.query } }), a: { value: '1' } },
      headers: {
        host: { value: 'media.example.com' },
        ...(options.header === undefined ? {} : { 'cta-common-access-token': { value: options.header } }),
      },
      cookies: {},
    },
  });

const reasonOf = (answer: Answer) => answer.headers['x-pass-refused']?.value ?? 'passed';

describe("CloudFront's function", () => {
  test('is in the template as it is here: npm run edge-template puts it there', () => {
    expect(readFileSync('edge/template.yml', 'utf8') === edgeTemplate()).toBe(true);
  });

  test('has at most 10 KB, and only the syntax of runtime 2.0', () => {
    expect(Buffer.byteLength(CODE)).toBeLessThan(10 * 1024);
    const used = new Set<string>();
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('type' in node && typeof node.type === 'string') used.add(node.type);
      for (const value of Object.values(node)) walk(value);
    };
    walk(parse(CODE, { ecmaVersion: 2018, sourceType: 'module' }));
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
    const newer = [
      'ObjectPattern',
      'ArrayPattern',
      'SpreadElement',
      'ClassDeclaration',
      'ForOfStatement',
      'YieldExpression',
    ];
    expect(newer.filter((type) => used.has(type))).toEqual([]);
    expect(used).toContain('AwaitExpression');
  });

  test.each([
    ['in the header', MEDIA, { header: pass() }],
    ['in the query', MEDIA, { query: pass() }],
    ['as the first segment', `/cat-${pass()}${MEDIA}`, {}],
    ['in the header rather than an old one in the path', `/cat-old${MEDIA}`, { header: pass() }],
    ['with the tag of CWT', MEDIA, { header: token({ tags: [61, 17] }).toString('base64url') }],
    ['of 1,024 bytes', MEDIA, { header: LARGEST }],
    ['by the other key', MEDIA, { header: pass({}, 'k2') }],
  ])('lets a pass through %s, and keeps it from caches and the origin', async (_, uri, options) => {
    const answer = await call(uri, options);
    expect(answer).toMatchObject({ uri: MEDIA, method: 'GET', querystring: { a: { value: '1' } } });
    expect(JSON.stringify(answer)).not.toMatch(/CAT|cta-common/);
  });

  test.each(BAD)('refuses $what', async ({ token: bad, reason, onlyNode }) => {
    asked.length = 0;
    const answer = await call(MEDIA, { header: bad });
    if (onlyNode) return expect([undefined, 401]).toContain(answer.statusCode);
    expect([answer.statusCode, reasonOf(answer)]).toEqual([401, reason]);
    expect(answer.body?.data).toBe(JSON.stringify({ code: 'pass-refused', reason }));
    expect(lines.at(-1)).toBe(JSON.stringify({ code: 'pass-refused', reason }));
    expect(asked.filter((name) => !/^pass-key:[A-Za-z0-9-]+$/.test(name))).toEqual([]);
  });

  test.each(UNSAFE_PATHS)('refuses %s', async (path) => {
    expect(reasonOf(await call(path, { header: pass() }))).toBe('unsafe-path');
    expect(reasonOf(await call(`/cat-${pass()}${path}`))).toBe('unsafe-path');
  });

  test('answers as the verifier for Node does', async () => {
    const node = createVerifier(KEYS, { now: () => NOW });
    const urls = [
      MEDIA,
      '/',
      '//live/stream_100/a',
      '/live/stream_1000/a',
      '/cat-/live/stream_100/a',
      `/cat-${pass()}/x`,
    ];
    const tokens = [undefined, pass(), 'x', token({ claims: claims({ 4: 1 }) }).toString('base64url')];
    for (const uri of urls) {
      for (const header of tokens) {
        const headers = header === undefined ? {} : { 'cta-common-access-token': header };
        const there = node.check({ url: uri, headers });
        const here = await call(uri, header === undefined ? {} : { header });
        expect(reasonOf(here)).toBe(there.outcome === 'refused' ? there.reason : 'passed');
        if (there.outcome === 'passed') expect(here.uri).toBe(there.url);
        else expect(plainHeaders(here)).toEqual(there.headers);
      }
    }
    const preflight = node.check({ method: 'OPTIONS', url: MEDIA, headers: {} });
    expect(preflight.outcome === 'refused' && preflight.headers).toEqual(
      plainHeaders(await call(MEDIA, { method: 'OPTIONS' })),
    );
  });
});

const plainHeaders = ({ headers }: Answer) =>
  Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]));
