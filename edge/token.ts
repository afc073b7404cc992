import { type DecodeOptions, decode, encode, Tag } from 'cbor2';

/** What a pass says. Times are epoch seconds. */
export interface Claims {
  readonly issuer: string | undefined;
  readonly expires: number;
  readonly notBefore: number | undefined;
  readonly path: { readonly match: 'exact' | 'prefix'; readonly text: string };
}

/** A token as it came: only `kid` may be used before the MAC is known to be right. */
export interface Envelope {
  readonly kid: string;
  readonly payload: Uint8Array;
  readonly mac: Uint8Array;
  readonly toBeMaced: Uint8Array;
}

/** CloudFront takes no more either. */
const MAX_BYTES = 1024;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Deterministic CBOR (RFC 8949, 4.2): sorted keys, none twice, shortest forms, no streams, nothing behind. */
const STRICT: DecodeOptions = { cde: true, preferMap: true, ignoreGlobalTags: true, maxDepth: 8 };

const CWT = 61;
const COSE_MAC0 = 17;
const KID = 4;
const MAC_BYTES = 32;
/** CloudFront's function looks for it in a store that may have other things, too. */
const KEY_ID = /^[A-Za-z0-9-]{1,23}$/;
/** `{1: 5}`: HMAC-SHA256 and nothing else. So neither `none` nor a shortened MAC can be asked for. */
const PROTECTED = 'a10105';

/** @returns undefined if it is no COSE_Mac0 with HMAC-SHA256 */
export function envelopeOf(text: string): Envelope | undefined {
  if (text.length > Math.ceil((MAX_BYTES * 4) / 3) || !BASE64URL.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  // The last character has spare bits: one token has one spelling.
  if (bytes.length > MAX_BYTES || bytes.toString('base64url') !== text) return undefined;
  // A plain array, as what is decoded is encoded again: the library takes a Buffer for an object.
  const outer = decoded(Uint8Array.from(bytes));
  const tagged = isTag(outer, CWT) ? outer.contents : outer;
  if (!isTag(tagged, COSE_MAC0) || !Array.isArray(tagged.contents)) return undefined;
  const parts: readonly unknown[] = tagged.contents;
  const [head, open, payload, mac] = parts;
  if (parts.length !== 4 || !isBytes(head) || !isBytes(payload) || !isBytes(mac)) return undefined;
  if (Buffer.from(head).toString('hex') !== PROTECTED || mac.length !== MAC_BYTES) return undefined;
  if (!(open instanceof Map) || open.size !== 1) return undefined;
  const kid: unknown = open.get(KID);
  if (!isBytes(kid) || !KEY_ID.test(Buffer.from(kid).toString('latin1'))) return undefined;
  const toBeMaced = encode(['MAC0', head, new Uint8Array(0), payload]);
  return { kid: Buffer.from(kid).toString(), payload, mac, toBeMaced };
}

const ISS = 1;
const SUB = 2;
const EXP = 4;
const NBF = 5;
const IAT = 6;
const CTI = 7;
const CATV = 310;
const CATU = 312;
/** All that is understood here. A token with any other claim may be narrower than it looks. */
const KNOWN: ReadonlySet<unknown> = new Set([ISS, SUB, EXP, NBF, IAT, CTI, CATV, CATU]);

/** @returns undefined if it is not the payload of a pass */
export function payloadOf(bytes: Uint8Array): Claims | undefined {
  const claims = decoded(bytes);
  if (!(claims instanceof Map) || ![...claims.keys()].every((label) => KNOWN.has(label))) return undefined;
  const issuer: unknown = claims.get(ISS);
  const expires: unknown = claims.get(EXP);
  const notBefore: unknown = claims.get(NBF);
  const path = pathIn(claims.get(CATU));
  if (path === undefined || !isTime(expires)) return undefined;
  if (notBefore !== undefined && !isTime(notBefore)) return undefined;
  if (issuer !== undefined && typeof issuer !== 'string') return undefined;
  return { issuer, expires, notBefore, path };
}

const PATH = 3;
const MATCHES = new Map<unknown, 'exact' | 'prefix'>([
  [0, 'exact'],
  [1, 'prefix'],
]);

/** Exactly one rule, on the path: of the others none is looked at here, so a token with one is refused. */
function pathIn(catu: unknown): Claims['path'] | undefined {
  if (!(catu instanceof Map) || catu.size !== 1) return undefined;
  const rules: unknown = catu.get(PATH);
  if (!(rules instanceof Map) || rules.size !== 1) return undefined;
  const [[label, text] = []]: readonly (readonly unknown[])[] = [...rules];
  const match = MATCHES.get(label);
  return match === undefined || typeof text !== 'string' || !text.startsWith('/') ? undefined : { match, text };
}

/** @returns undefined for what is not deterministic CBOR */
function decoded(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, STRICT);
  } catch {
    return undefined;
  }
}

const isTag = (value: unknown, number: number): value is Tag => value instanceof Tag && value.tag === number;
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
