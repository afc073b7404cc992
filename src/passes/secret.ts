import { readFile } from 'node:fs/promises';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { AwsClient } from 'aws4fetch';

/** The prefix of a file's name, which `npm start` uses instead of a secret. */
const FILE = 'file:';
const TIMEOUT_MS = 1500;

/** The region and endpoint, as Lambda and AWS's clients have them in the environment. */
export interface Place {
  readonly region: string | undefined;
  /** The emulator's endpoint; undefined: AWS's own. */
  readonly endpoint: string | undefined;
}

/**
 * Reads a secret's text from Secrets Manager, without the SDK's client. That is three times as large as everything else
 * that signs passes.
 * @throws if it cannot be read in time
 */
export function secretReader(name: string, { region = '', endpoint }: Place): () => Promise<string> {
  if (name.startsWith(FILE)) return () => readFile(name.slice(FILE.length), 'utf8');
  const url = endpoint ?? `https://secretsmanager.${region}.amazonaws.com`;
  const credentials = defaultProvider();
  return async () => {
    // The caller decides about retries, because a request waits for the answer.
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

/** Returns only the type of an error, so that the secret cannot get into a message. */
function faultIn(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && '__type' in answer ? String(answer.__type) : 'no text';
}
