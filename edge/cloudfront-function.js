import cf from 'cloudfront';

// Verifies passes at viewer request: CloudFront Functions, runtime 2.0, with a KeyValueStore that has the keys. What
// edge/verify.ts does for Node, in the syntax that this runtime has. docs/passes.md says how to set it up.

// `kid` is the caller's word: with a prefix it can name nothing else that the store may have.
const KEY_PREFIX = 'pass-key:';
const HEADER = 'cta-common-access-token';
const TOKEN_SEGMENT = /^\/cat-([^/]*)(\/.*)$/;
// What an origin may decode once more, or read as another path.
const UNSAFE = /%(?:2f|5c|2e|25|[01][0-9a-f]|7f)|[\\#]|[^!-~]/i;
const UP = /(?:^|\/)\.\.?(?:;|\/|$)/;
// In base64url, 1,024 bytes.
const MAX_LENGTH = 1366;
// The array of a COSE_Mac0 (tag 17) whose protected header is {1: 5}, HMAC-SHA256, and whose other one is {4: kid}.
const HEAD = 'd18443a10105a104';
// The claims that are looked at, and those that narrow nothing: iss, sub, iat, cti, catv.
const KNOWN = { 1: true, 2: true, 4: true, 5: true, 6: true, 7: true, 310: true, 312: true };

async function handler(event) {
  const request = event.request;
  if (request.method === 'OPTIONS') return preflight();
  const inPath = TOKEN_SEGMENT.exec(request.uri);
  const inQuery = request.querystring.CAT;
  const inHeader = request.headers[HEADER];
  let token = inPath ? inPath[1] : undefined;
  if (inQuery) token = inQuery.value;
  if (inHeader) token = inHeader.value;
  // Caches and the origin see one URL for everybody.
  if (inPath) request.uri = inPath[2];
  delete request.querystring.CAT;
  delete request.headers[HEADER];

  const path = safePath(request.uri);
  if (path === undefined) return refuse('unsafe-path');
  if (token === undefined) return refuse('missing');
  const bytes = bytesOf(token);
  const kid = bytes && kidOf(bytes);
  if (!kid) return refuse('malformed');
  const key = await keyOf(kid);
  if (!key) return refuse('unknown-key');
  let payload;
  try {
    payload = cf.cwt.validateToken(bytes, { key: key }).payload;
  } catch (_error) {
    return refuse('wrong-signature');
  }
  const reason = reasonAgainst(payload, path, Date.now() / 1000);
  return reason === undefined ? request : refuse(reason);
}

// The decoded path, or undefined if an origin might read another one.
function safePath(uri) {
  if (uri.charAt(0) !== '/' || UNSAFE.test(uri) || UP.test(uri)) return undefined;
  try {
    return decodeURIComponent(uri);
  } catch (_error) {
    return undefined;
  }
}

function bytesOf(token) {
  if (token.length > MAX_LENGTH || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
  return Buffer.from(token, 'base64url');
}

// Nothing of the token is trusted yet: `kid` only finds the key.
function kidOf(bytes) {
  const hex = bytes.toString('hex').replace(/^d83d/, '');
  if (hex.indexOf(HEAD) !== 0) return undefined;
  const length = parseInt(hex.substr(HEAD.length, 2), 16) - 0x40;
  if (!(length > 0 && length < 24)) return undefined;
  const kid = Buffer.from(hex.substr(HEAD.length + 2, length * 2), 'hex').toString();
  return /^[A-Za-z0-9-]+$/.test(kid) ? kid : undefined;
}

async function keyOf(kid) {
  try {
    return await cf.kvs().get(KEY_PREFIX + kid);
  } catch (_error) {
    return undefined;
  }
}

// CloudFront has checked the MAC and no claim.
function reasonAgainst(payload, path, seconds) {
  const labels = Object.keys(payload);
  for (let i = 0; i < labels.length; i++) if (!KNOWN[labels[i]]) return 'malformed';
  const allowed = pathIn(payload['312']);
  const expires = payload['4'];
  const notBefore = payload['5'];
  if (allowed === undefined || typeof expires !== 'number') return 'malformed';
  if (notBefore !== undefined && typeof notBefore !== 'number') return 'malformed';
  if (!(seconds < expires)) return 'expired';
  if (notBefore !== undefined && !(seconds >= notBefore)) return 'not-yet';
  const opens = allowed.exact ? path === allowed.text : path.indexOf(allowed.text) === 0;
  return opens ? undefined : 'other-path';
}

// Exactly one rule, on the path (3): the whole of it (0), or how it begins (1).
function pathIn(catu) {
  if (!catu || Object.keys(catu).length !== 1 || !catu['3']) return undefined;
  const rules = catu['3'];
  const labels = Object.keys(rules);
  if (labels.length !== 1 || (labels[0] !== '0' && labels[0] !== '1')) return undefined;
  const text = rules[labels[0]];
  if (typeof text !== 'string' || text.charAt(0) !== '/') return undefined;
  return { exact: labels[0] === '0', text: text };
}

function preflight() {
  return {
    statusCode: 204,
    statusDescription: 'No Content',
    headers: {
      'access-control-allow-origin': { value: '*' },
      'access-control-allow-methods': { value: 'GET, HEAD, OPTIONS' },
      'access-control-allow-headers': { value: `${HEADER}, range` },
      'access-control-max-age': { value: '86400' },
    },
  };
}

// The line is what the saved query of the refusals counts.
function refuse(reason) {
  console.log(JSON.stringify({ code: 'pass-refused', reason: reason }));
  return {
    statusCode: 401,
    statusDescription: 'Unauthorized',
    headers: {
      'access-control-allow-origin': { value: '*' },
      'access-control-expose-headers': { value: 'x-pass-refused' },
      'cache-control': { value: 'no-store' },
      'content-type': { value: 'application/json' },
      'www-authenticate': { value: 'CAT' },
      'x-pass-refused': { value: reason },
    },
    body: { encoding: 'text', data: JSON.stringify({ code: 'pass-refused', reason: reason }) },
  };
}
