import { createHmac, type KeyObject } from 'node:crypto';
import { Encoder } from 'cbor-x/encode';

/** A key that signs passes. The edge looks up the same text by `kid`. */
export interface PassKey {
  readonly kid: string;
  readonly key: KeyObject;
}

export interface PassClaims {
  /** The issuer, for verifiers that check it. */
  readonly issuer: string;
  readonly user: string;
  readonly session: string;
  /** The pass opens everything below this path. */
  readonly path: string;
  /** Epoch milliseconds. The token has whole seconds, and never lasts longer than `until`. */
  readonly now: number;
  readonly until: number;
}

/** Labels of COSE (RFC 9052), CWT (RFC 8392) and the Common Access Token (CTA-5007). */
const ALG = 1;
const HS256 = 5;
const KID = 4;
const ISS = 1;
const EXP = 4;
const IAT = 6;
const CTI = 7;
const CATU = 312;
const PATH = 3;
const PREFIX = 1;
/** Tag 17 in CBOR. */
const COSE_MAC0 = Uint8Array.of(0xd1);

/** Enough to distinguish sessions; nobody can search for a matching one without the key. */
const CTI_BYTES = 16;

// Maps stay maps, and Uint8Arrays are plain byte strings, because a token may not use the encoder's own extensions.
const encoder = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false });

const PROTECTED = Uint8Array.from(encoder.encode(new Map([[ALG, HS256]])));
const NO_EXTERNAL_DATA = new Uint8Array(0);

/**
 * A Common Access Token: a CWT in a COSE_Mac0 with HMAC-SHA256, in base64url. It names no user. `cti` is the same for
 * all passes of a session, and only the key's holder can compute it.
 */
export function signPass({ kid, key }: PassKey, claims: PassClaims): string {
  const payload = encoder.encode(
    new Map<number, unknown>([
      [ISS, claims.issuer],
      [EXP, Math.floor(claims.until / 1000)],
      [IAT, Math.floor(claims.now / 1000)],
      [CTI, ctiOf(key, claims)],
      [CATU, new Map([[PATH, new Map([[PREFIX, claims.path]])]])],
    ]),
  );
  const toBeMaced = encoder.encode(['MAC0', PROTECTED, NO_EXTERNAL_DATA, payload]);
  const mac = createHmac('sha256', key).update(toBeMaced).digest();
  const header = new Map([[KID, Buffer.from(kid)]]);
  const parts = encoder.encode([PROTECTED, header, payload, mac]);
  return Buffer.concat([COSE_MAC0, parts]).toString('base64url');
}

/** Ids contain no control characters, so the text is different for each pair of user and session. */
const ctiOf = (key: KeyObject, { user, session }: PassClaims): Buffer =>
  createHmac('sha256', key).update(`cti\0${user}\0${session}`).digest().subarray(0, CTI_BYTES);
