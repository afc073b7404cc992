import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK } from 'jose';

/**
 * The key of an issuer that cannot exist (`issuer.invalid`), so no deploy accepts its tokens. An instance on this
 * machine checks signatures, so it needs a key.
 */
export interface LocalKey {
  /** A JWKS with the public half. */
  readonly keysFile: string;
  readonly sign: Awaited<ReturnType<typeof importJWK>>;
}

const ALG = 'RS256';

/** Reads the key in a folder, or makes one. */
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
