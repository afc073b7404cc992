import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Unavailable } from '../domain/refusals.ts';
import { documentTable } from '../dynamodb/document-table.ts';
import { isTransient } from '../dynamodb/faults.ts';
import { putSamples } from './samples.ts';
import { StartError } from './start-error.ts';
import { createTable, renewTable } from './table.ts';

export interface DataOptions {
  /** The folder for everything that this machine keeps. */
  readonly dataDir: string;
  /** Another DynamoDB to use instead of the embedded one. */
  readonly external: string | undefined;
  readonly tableName: string;
  /** Empties the embedded DynamoDB first. */
  readonly reset: boolean;
  /** Whether to use the embedded DynamoDB of another process, if that has the data. */
  readonly isShared: boolean;
}

/** Any credentials will do for an engine on this machine. */
const LOCAL_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/**
 * Points this process's environment to a DynamoDB with the table and the sample users. An embedded one ends with the
 * process.
 * @returns a sentence that says where the data is and what was done to it
 * @throws StartError for what a person can fix
 */
export async function openData(options: DataOptions): Promise<string> {
  const { dataDir, external, tableName } = options;
  const path = join(dataDir, 'dynamodb');
  const embedded = external === undefined ? await startEmbedded(path, options) : undefined;
  const endpoint = embedded?.endpoint ?? external ?? '';
  const isOwn = external === undefined || process.env.AWS_ACCESS_KEY_ID === undefined;
  Object.assign(process.env, {
    ...(isOwn ? LOCAL_CREDENTIALS : {}),
    AWS_REGION: process.env.AWS_REGION || 'us-east-1',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  const place = embedded === undefined ? endpoint : path;
  // If another process has the data, it has prepared it too.
  const isPrepared = embedded !== undefined && !embedded.isOurs;
  const moved = isPrepared ? undefined : await prepare(tableName, endpoint, embedded !== undefined);
  const renewed = moved === undefined ? '' : ` ${moved} users of an earlier version were brought up to date.`;
  return `DynamoDB has the table and three sample users, in ${place}.${renewed}`;
}

async function startEmbedded(path: string, { dataDir, reset, isShared }: DataOptions) {
  // Other processes read the engine's address here, because they cannot open the data.
  const addressFile = join(dataDir, 'dynamodb.url');
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new StartError(`DATA_DIR cannot be used: ${error instanceof Error ? error.message : error}`);
  }
  const { endpoint, failure } = await startThread(path, reset);
  if (endpoint !== undefined) {
    writeFileSync(addressFile, endpoint);
    process.on('exit', () => rmSync(addressFile, { force: true }));
    return { endpoint, isOurs: true };
  }
  const other = isShared ? addressIn(addressFile) : undefined;
  if (other !== undefined) return { endpoint: other, isOurs: false };
  throw new StartError(
    `The data in ${path} cannot be opened: ${failure}\n` +
      'Is another npm start using it? Stop that one, or give this one its own folder: DATA_DIR=.local-2',
  );
}

async function startThread(path: string, reset: boolean): Promise<{ endpoint?: string; failure?: string }> {
  const thread = new Worker(new URL('./engine-thread.mjs', import.meta.url), { workerData: { path, reset } });
  const [message] = await once(thread, 'message');
  thread.unref();
  return message;
}

function addressIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @returns how many users of an earlier version were brought up to date; undefined if there was nothing to do */
async function prepare(tableName: string, endpoint: string, isEmbedded: boolean): Promise<number | undefined> {
  const client = new DynamoDBClient({});
  try {
    await createTable(client, tableName);
    // Only the embedded engine is migrated here. The owner of another DynamoDB runs `npm run migrate`.
    const moved = isEmbedded ? await renewTable(client, tableName) : undefined;
    await putSamples(documentTable(client, tableName));
    return moved;
  } catch (error) {
    if (!isTransient(error) && !(error instanceof Unavailable)) throw error;
    throw new StartError(`The DynamoDB at ${endpoint} does not answer: ${error.message}`);
  } finally {
    client.destroy();
  }
}
