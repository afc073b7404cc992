import { createSecretKey, type KeyObject } from 'node:crypto';
import type { PassKey } from './token.ts';

/** The form in the secret. The first key signs, all verify. The edge uses the text of `key` as it is. */
interface KeyText {
  readonly kid: string;
  readonly key: string;
}

/** The ids that CloudFront's function accepts. */
const KID = /^[A-Za-z0-9-]{1,23}$/;
/** 32 characters of base64url are 192 bits. */
const KEY = /^[A-Za-z0-9_-]{32,128}$/;

/**
 * The keys in a secret: `{"keys":[{"kid":"2026-03","key":"…"}]}`.
 * @throws an Error that says what is wrong, without any of the text
 */
export function parseKeys(text: string): readonly KeyText[] {
  const parsed = parsedJson(text);
  const keys = typeof parsed === 'object' && parsed !== null && 'keys' in parsed ? parsed.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('the secret has no list `keys`');
  return keys.map((entry: unknown, i) => {
    if (!isKeyText(entry)) throw new Error(`keys[${i}] has no kid of 1 to 23 of A-Z a-z 0-9 -, or no key of base64url`);
    return { kid: entry.kid, key: entry.key };
  });
}

/** The key that signs. */
export function signingKey(text: string): PassKey {
  const [first] = parseKeys(text);
  if (first === undefined) throw new Error('the secret has no key');
  return { kid: first.kid, key: secretKey(first.key) };
}

const secretKey = (text: string): KeyObject => createSecretKey(Buffer.from(text));

const isKeyText = (entry: unknown): entry is KeyText =>
  typeof entry === 'object' &&
  entry !== null &&
  'kid' in entry &&
  'key' in entry &&
  typeof entry.kid === 'string' &&
  typeof entry.key === 'string' &&
  KID.test(entry.kid) &&
  KEY.test(entry.key);

/** JSON.parse would put the secret into its error. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the secret is no JSON');
  }
}
