import type { Mutation } from './mutation.ts';

const TOKEN = 'src/passes/token.ts';
const KEYS = 'src/passes/keys.ts';
const PATH = 'src/passes/path.ts';
const RING = 'src/passes/key-ring.ts';
const HTTP = 'src/http/passes.ts';
const TOKENS = 'tests/unit/passes-token';
const SECRETS = 'tests/unit/passes-keys';
const ENDPOINTS = 'tests/unit/passes-endpoint';

/** What a pass says, which key signs it, and when there is none. */
export const SIGNING: readonly Mutation[] = [
  {
    name: 'pass: exp is rounded up',
    file: TOKEN,
    search: '[EXP, Math.floor(',
    replace: '[EXP, Math.ceil(',
    tests: TOKENS,
  },
  {
    name: 'pass: catu opens every path',
    file: TOKEN,
    search: 'new Map([[PREFIX, claims.path]])',
    replace: "new Map([[PREFIX, '/']])",
    tests: TOKENS,
  },
  {
    name: 'pass: cti is the same for all sessions of a user',
    file: TOKEN,
    search: 'cti\\0$' + '{user}\\0$' + '{session}',
    replace: 'cti\\0$' + '{user}',
    tests: TOKENS,
  },
  {
    name: 'pass: cti does not depend on the key',
    file: TOKEN,
    search: "createHmac('sha256', key).update(`cti",
    replace: "createHmac('sha256', 'cti').update(`cti",
    tests: TOKENS,
  },
  {
    name: 'pass: no kid',
    file: TOKEN,
    search: 'new Map([[KID, Buffer.from(kid)]])',
    replace: 'new Map()',
    tests: TOKENS,
  },
  {
    name: 'pass: the MAC leaves out the claims',
    file: TOKEN,
    search: 'NO_EXTERNAL_DATA, payload]',
    replace: 'NO_EXTERNAL_DATA, NO_EXTERNAL_DATA]',
    tests: 'tests/unit/passes-verify',
  },
  {
    name: 'pass: the last key of the secret signs',
    file: KEYS,
    search: 'const [first] = parseKeys(text);',
    replace: 'const first = parseKeys(text).at(-1);',
    tests: SECRETS,
  },
  {
    name: 'pass: the key is decoded',
    file: KEYS,
    search: 'createSecretKey(Buffer.from(text))',
    replace: "createSecretKey(Buffer.from(text, 'base64url'))",
    tests: SECRETS,
  },
  {
    name: 'pass: a short key signs',
    file: KEYS,
    search: '[A-Za-z0-9_-]{32,128}',
    replace: '[A-Za-z0-9_-]{1,128}',
    tests: SECRETS,
  },
  {
    name: 'pass: any text is a kid',
    file: KEYS,
    search: '/^[A-Za-z0-9-]{1,23}$/',
    replace: '/^.{1,23}$/',
    tests: SECRETS,
  },
  {
    name: 'pass: a stream of dots is a folder',
    file: PATH,
    search: ' || ONLY_DOTS.test(stream)',
    replace: '',
    tests: TOKENS,
  },
  {
    name: 'pass: a stream may have an encoded slash',
    file: PATH,
    search: "/^[A-Za-z0-9._~!$&'()*+,=:@-]+$/",
    replace: '/^[^/]+$/',
    tests: TOKENS,
  },
  {
    name: 'pass: the path need not end in a slash',
    file: PATH,
    search: '\\}\\/(?:[A-Za-z0-9._~-]+\\/)*$/',
    replace: '\\}\\/?(?:[A-Za-z0-9._~-]+\\/)*$/',
    tests: ENDPOINTS,
  },
  {
    name: 'pass: a failed read drops the key',
    file: RING,
    search: '    } catch (error) {\n',
    replace: '    } catch (error) {\n      key = undefined;\n',
    tests: SECRETS,
  },
  {
    name: 'pass: the secret is read once only',
    file: RING,
    search: 'next = now() + FRESH_MS;',
    replace: 'next = Number.POSITIVE_INFINITY;',
    tests: SECRETS,
  },
  {
    name: 'pass: every request without a key reads the secret',
    file: RING,
    search: 'const PAUSE_MS = 1000;',
    replace: 'const PAUSE_MS = 0;',
    tests: SECRETS,
  },
  {
    name: 'pass: without a key, a lease brings none',
    file: HTTP,
    search: "throw new Unavailable('There is no key to sign passes with.');",
    replace: 'return () => ({});',
    tests: ENDPOINTS,
  },
  {
    name: 'pass: a start asks for the key after its write',
    file: 'src/handlers/request-stream.ts',
    search:
      '    const passOf = await ready(input.stream);\n    const started = await start(app.deps, { ...input, ...claims, tags });\n',
    replace:
      '    const started = await start(app.deps, { ...input, ...claims, tags });\n    const passOf = await ready(input.stream);\n',
    tests: ENDPOINTS,
  },
  {
    name: 'pass: a renewal asks for the key after its write',
    file: 'src/handlers/renew-stream.ts',
    search:
      '    const passOf = await ready(input.stream);\n    const granted = await renew(app.deps, { ...input, tags });\n',
    replace:
      '    const granted = await renew(app.deps, { ...input, tags });\n    const passOf = await ready(input.stream);\n',
    tests: ENDPOINTS,
  },
  {
    name: 'pass: a stream that has no path is admitted without one',
    file: HTTP,
    search: 'if (message !== undefined) throw',
    replace: 'if (message === null) throw',
    tests: ENDPOINTS,
  },
  {
    name: 'pass: it is signed for as long as the lease',
    file: HTTP,
    search: 'until: passUntil })',
    replace: 'until: lease.expiresAt })',
    tests: ENDPOINTS,
  },
];
