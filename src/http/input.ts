import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { InvalidRequest } from './field-errors.ts';

const MAX_BODY_BYTES = 8 * 1024;

/**
 * A body is parsed as JSON under all these types: beacons send `text/plain`, `curl -d` a form's type, some clients
 * none.
 */
const JSON_TYPES = ['', 'application/json', 'text/plain', 'application/x-www-form-urlencoded'];

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

export class UnsupportedMediaType extends Error {
  override readonly name = 'UnsupportedMediaType';
}

/**
 * The JSON of a request's body. API Gateway encodes it in base64 unless its type is a text.
 * @throws UnsupportedMediaType, BodyTooLarge, or InvalidRequest if it is not JSON
 */
export function parseBody({ headers, body = '', isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!JSON_TYPES.includes(type)) throw new UnsupportedMediaType();
  // serverless-offline passes the bodies `false`, `0` and `null` as values, not as text.
  const bytes = Buffer.from(String(body ?? ''), isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > MAX_BODY_BYTES) throw new BodyTooLarge();
  const text = new TextDecoder().decode(bytes);
  // U+FFFD replaces bytes that are not UTF-8. API Gateway may already have put it into a text.
  if (text.includes('\ufffd')) throw invalidBody('is not UTF-8, or contains U+FFFD');
  try {
    return JSON.parse(text);
  } catch {
    throw invalidBody(bytes.byteLength === 0 ? 'is empty' : 'is not JSON');
  }
}

const invalidBody = (message: string) => new InvalidRequest([{ path: '', message }]);

/**
 * @throws InvalidRequest if a parameter appears twice: API Gateway joins the values with a comma, so they cannot be
 *   separated
 */
export function parseQuery({ rawQueryString }: APIGatewayProxyEventV2): Record<string, string> {
  const parameters = [...new URLSearchParams(rawQueryString)];
  const names = new Set<string>();
  const twice = new Set<string>();
  for (const [name] of parameters) (names.has(name) ? twice : names).add(name);
  if (twice.size > 0)
    throw new InvalidRequest([...twice].map((path) => ({ path, message: 'is given more than once' })));
  return Object.fromEntries(parameters);
}
