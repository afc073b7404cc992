/** What a person can do about it, by the names that AWS's services give it. */
const CREDENTIALS = [
  'ExpiredToken',
  'UnrecognizedClient',
  'InvalidClientTokenId',
  'InvalidSignature',
  'SignatureDoesNot',
];
const NETWORK = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'];

/** @returns a sentence for what AWS, or the way to it, refuses; undefined for any other error */
export function awsFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (name === 'CredentialsProviderError') {
    return `The shell has no AWS credentials: run aws sso login, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${message})`;
  }
  // What the SDK puts on each error of a call.
  if (!('$metadata' in error)) return undefined;
  const code = 'code' in error ? String(error.code) : name;
  if (NETWORK.includes(code) || name === 'TimeoutError') return `AWS cannot be reached: ${message || code}`;
  if (CREDENTIALS.some((start) => name.startsWith(start))) return `AWS does not accept the credentials: ${message}`;
  return `AWS refused the request: ${name}: ${message}`;
}
