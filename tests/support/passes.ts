import { createHmac, createSecretKey } from 'node:crypto';
import { encode, Tag } from 'cbor2';
import { signPass } from '../../src/passes/token.ts';

export const KEYS = new Map([
  ['k1', 'the-first-key-of-32-characters-1'],
  ['k2', 'a-key-as-long-as-those-of-npm-run-pass-keys'],
]);
export const NOW = Date.parse('2026-03-01T20:00:00.500Z');
const SECONDS = Math.floor(NOW / 1000);

/** What the service signs for a viewer of stream_100. */
export const pass = (given: Partial<Parameters<typeof signPass>[1]> = {}, kid = 'k1'): string =>
  signPass(
    { kid, key: createSecretKey(Buffer.from(KEYS.get(kid) ?? '')) },
    {
      issuer: 'streamgate',
      user: '010',
      session: 'tv-1',
      path: '/live/stream_100/',
      now: NOW,
      until: NOW + 60_000,
      ...given,
    },
  );

type Labels = Map<number, unknown>;

interface Made {
  readonly kid?: string;
  readonly key?: string;
  readonly alg?: number | undefined;
  readonly digest?: 'sha256' | 'sha384';
  readonly claims?: Labels;
  /** Instead of `claims`, in CBOR. */
  readonly payload?: Uint8Array;
  /** Outermost first. */
  readonly tags?: readonly number[];
}

export const claims = (changes: Readonly<Record<number, unknown>> = {}): Labels => {
  const all: Labels = new Map<number, unknown>([
    [1, 'streamgate'],
    [4, SECONDS + 60],
    [6, SECONDS],
    [7, new Uint8Array(16)],
    [312, new Map([[3, new Map([[1, '/live/stream_100/']])]])],
  ]);
  for (const [label, value] of Object.entries(changes)) {
    if (value === undefined) all.delete(Number(label));
    else all.set(Number(label), value);
  }
  return new Map([...all].sort(([a], [b]) => a - b));
};

const bytes = (buffer: Uint8Array): Uint8Array => Uint8Array.from(buffer);

/** A token of any kind, right or wrong, made by another library than the one that signs. */
export function token({
  kid = 'k1',
  key = KEYS.get(kid) ?? '',
  digest = 'sha256',
  tags = [17],
  ...made
}: Made): Buffer {
  const alg = 'alg' in made ? made.alg : 5;
  const head = bytes(encode(alg === undefined ? new Map() : new Map([[1, alg]])));
  const payload = made.payload ?? bytes(encode(made.claims ?? claims()));
  const toBeMaced = encode(['MAC0', head, new Uint8Array(0), payload]);
  const mac = bytes(createHmac(digest, key).update(toBeMaced).digest());
  const parts: unknown = [
    head,
    new Map([[4, bytes(Buffer.from(kid))]]),
    payload,
    alg === undefined ? new Uint8Array(0) : mac,
  ];
  return Buffer.from(encode(tags.reduceRight((inner, tag) => new Tag(tag, inner), parts)));
}

const hex = (text: string): Uint8Array => bytes(Buffer.from(text, 'hex'));
/** The pairs of the usual claims, in CBOR. */
const pair = (label: number, value: unknown): string =>
  Buffer.from(encode(new Map([[label, value]])))
    .toString('hex')
    .slice(2);
const usual = [...claims()].map(([label, value]) => pair(label, value));

interface Bad {
  readonly what: string;
  readonly token: string;
  readonly reason: string;
  /** What CloudFront decodes before the function sees it. */
  readonly onlyNode?: true;
}

const text = (made: Made): string => token(made).toString('base64url');

/** Tokens that open nothing, at whatever verifier. */
export const BAD: readonly Bad[] = [
  { what: 'another key', token: text({ key: 'k'.repeat(32) }), reason: 'wrong-signature' },
  { what: 'a key that there is not', token: text({ kid: 'k9' }), reason: 'unknown-key' },
  { what: 'a kid that names something else', token: text({ kid: '../secret' }), reason: 'malformed' },
  { what: 'no algorithm and no MAC', token: text({ alg: undefined }), reason: 'malformed' },
  { what: 'HS384', token: text({ alg: 6, digest: 'sha384' }), reason: 'malformed' },
  { what: 'a MAC of 64 bits', token: text({ alg: 4 }), reason: 'malformed' },
  { what: 'expired', token: text({ claims: claims({ 4: SECONDS }) }), reason: 'expired' },
  { what: 'no end', token: text({ claims: claims({ 4: undefined }) }), reason: 'malformed' },
  { what: 'an end that is no number', token: text({ claims: claims({ 4: 'never' }) }), reason: 'malformed' },
  { what: 'not yet valid', token: text({ claims: claims({ 5: SECONDS + 10 }) }), reason: 'not-yet' },
  { what: 'another path', token: text({ claims: claims({ 312: pathOf('/live/stream_1/') }) }), reason: 'other-path' },
  { what: 'no path', token: text({ claims: claims({ 312: undefined }) }), reason: 'malformed' },
  { what: 'a host, too', token: text({ claims: claims({ 312: withHost() }) }), reason: 'malformed' },
  { what: 'a claim that is not known', token: text({ claims: claims({ 311: [1] }) }), reason: 'malformed' },
  { what: 'no tag of COSE', token: text({ tags: [] }), reason: 'malformed' },
  { what: 'the tag of CWT alone', token: text({ tags: [61] }), reason: 'malformed' },
  { what: 'COSE_Sign1', token: text({ tags: [18] }), reason: 'malformed' },
  { what: '1,025 bytes', token: ofBytes(1025), reason: 'malformed' },
  { what: 'nothing', token: '', reason: 'malformed' },
  { what: 'a JWT', token: 'eyJhbGciOiJIUzI1NiJ9.e30.AAAA', reason: 'malformed' },
  { what: 'a changed byte', token: changed(), reason: 'wrong-signature' },
  { what: 'cut off', token: pass().slice(0, -8), reason: 'malformed', onlyNode: true },
  {
    what: 'trailing bytes',
    token: Buffer.concat([token({}), hex('00')]).toString('base64url'),
    reason: 'malformed',
    onlyNode: true,
  },
  {
    what: 'spare bits in the last character',
    token: `${pass().slice(0, -1)}${next(pass())}`,
    reason: 'malformed',
    onlyNode: true,
  },
  {
    what: 'trailing bytes in the payload',
    token: text({ payload: hex(`a5${usual.join('')}00`) }),
    reason: 'malformed',
    onlyNode: true,
  },
  {
    what: 'a claim twice',
    token: text({ payload: hex(`a6${usual.join('')}${usual[4]}`) }),
    reason: 'malformed',
    onlyNode: true,
  },
  {
    what: 'claims out of order',
    token: text({ payload: hex(`a5${[...usual].reverse().join('')}`) }),
    reason: 'malformed',
    onlyNode: true,
  },
  {
    what: 'a long form',
    token: text({ payload: hex(`a5180101${usual.join('').slice(4)}`) }),
    reason: 'malformed',
    onlyNode: true,
  },
  { what: 'no length', token: text({ payload: hex(`bf${usual.join('')}ff`) }), reason: 'malformed', onlyNode: true },
];

function pathOf(prefix: string): unknown {
  return new Map([[3, new Map([[1, prefix]])]]);
}

function withHost(): unknown {
  return new Map([
    [1, new Map([[0, 'media.example.com']])],
    [3, new Map([[1, '/live/stream_100/']])],
  ]);
}

/** With an issuer so long that the whole has this length. */
function ofBytes(size: number): string {
  const short = token({ claims: claims({ 1: 'x'.repeat(500) }) }).length;
  return text({ claims: claims({ 1: 'x'.repeat(500 + size - short) }) });
}

export const LARGEST = ofBytes(1024);

function changed(): string {
  const all = token({});
  all[all.length - 40] = (all.at(-40) ?? 0) ^ 1;
  return all.toString('base64url');
}

/** The character that stands for the same bits and one spare one. */
function next(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet.charAt(alphabet.indexOf(token.slice(-1)) + 1);
}

/** Paths that an origin may read as another one than the pass is for. */
export const UNSAFE_PATHS = [
  '/live/stream_100/%2fsecret',
  '/live/stream_100%2F..%2Fstream_1/a.ts',
  '/live/stream_100/..%5cstream_1/a.ts',
  '/live/stream_100/..\\stream_1\\a.ts',
  '/live/stream_100/%2e%2e/stream_1/a.ts',
  '/live/stream_100/.%2E/stream_1/a.ts',
  '/live/stream_100/../stream_1/a.ts',
  '/live/stream_100/./../stream_1/a.ts',
  '/live/stream_100/..;/stream_1/a.ts',
  '/live/stream_100/%252e%252e/stream_1/a.ts',
  '/live/stream_100/..',
  '/live/stream_100/%00.ts',
  '/live/stream_100/%zz.ts',
];
