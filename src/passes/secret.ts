import { readFile } from 'node:fs/promises';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { AwsClient } from 'aws4fetch';

/** A file instead of a secret: for `npm start`. */
const FILE = 'file:';
const TIMEOUT_MS = 1500;

/** Where the process runs, as Lambda and AWS's own clients have it in the environment. */
export interface Place {
  readonly region: string | undefined;
  /** Of another Secrets Manager than AWS's own: the emulator's. */
  readonly endpoint: string | undefined;
}

/**
 * Reads a secret's text from Secrets Manager. One call of it does not need the SDK's client, which is three times as
 * large as all else that signs passes.
 * @throws if it cannot be read in time
 */
export function secretReader(name: string, { region = '', endpoint }: Place): () => Promise<string> {
  if (name.startsWith(FILE)) return () => readFile(name.slice(FILE.length), 'utf8');
  const url = endpoint ?? `https://secretsmanager.${region}.amazonaws.com`;
  const credentials = defaultProvider();
  return async () => {
    // What it retries is up to the caller, who has a request to answer.
    const client = new AwsClient({ ...(await credentials()), region, service: 'secretsmanager', retries: 0 });
    const response = await client.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: JSON.stringify({ SecretId: name }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer: unknown = await response.json();
    const text = typeof answer === 'object' && answer !== null && 'SecretString' in answer ? answer.SecretString : '';
    if (!response.ok || typeof text !== 'string') throw new Error(`${response.status}: ${faultIn(answer)}`);
    return text;
  };
}

/** Never the secret: only an error has a type. */
function faultIn(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && '__type' in answer ? String(answer.__type) : 'no text';
}
