import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SdkConfig } from '../template/bake.ts';
import { keyOf } from './instances.ts';

export interface Archive {
  readonly file: string;
  /** SHA-256, in hex. */
  readonly digest: string;
}

/**
 * The archive that `npm run deploy` has made for this deploy.
 * @throws Error without one
 */
export function archiveOfDeploy(): Archive {
  const file = process.env.FLEET_ARCHIVE ?? '';
  if (!existsSync(file)) {
    throw new Error(
      'A stage with a fleet is deployed with npm run deploy, which makes its archive. ' +
        'For its template alone: npm run archive, and FLEET_ARCHIVE with the file.',
    );
  }
  return { file, digest: createHash('sha256').update(readFileSync(file)).digest('hex') };
}

/** Puts the archive where instances fetch it, unless it is there: its name is its digest. */
export async function upload({ file, digest }: Archive, Bucket: string, config: SdkConfig): Promise<void> {
  const client = new S3Client(config);
  const object = { Bucket, Key: keyOf(digest) };
  try {
    const isThere = await client.send(new HeadObjectCommand(object)).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await client.send(
      new PutObjectCommand({ ...object, Body: createReadStream(file), ContentLength: statSync(file).size }),
    );
  } finally {
    client.destroy();
  }
}
