import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK } from 'jose';

/**
 * The key of a made-up issuer, whose tokens no deploy takes, as it cannot exist (`issuer.invalid`). An instance on this
 * machine checks signatures, so its tokens need one.
 */
export interface LocalKey {
  /** A JWKS with the public half. */
  readonly keysFile: string;
  readonly sign: Awaited<ReturnType<typeof importJWK>>;
}

const ALG = 'RS256';

/** The key that a folder holds; made where there is none. */
export async function localKey(folder: string): Promise<LocalKey> {
  const [keyFile, keysFile] = [join(folder, 'key.json'), join(folder, 'keys.json')];
  if (!existsSync(keyFile)) {
    const { privateKey, publicKey } = await generateKeyPair(ALG, { extractable: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(keysFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: ALG }] }));
    writeFileSync(keyFile, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  }
  return { keysFile, sign: await importJWK(JSON.parse(readFileSync(keyFile, 'utf8')), ALG) };
}
