import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseKeys } from '../passes/keys.ts';

/** The settings that passes need, if only `PASSES=on` is set. */
export function localPasses(shell: Readonly<Record<string, string | undefined>>): Record<string, string> {
  if (shell.PASSES !== 'on') return {};
  return {
    PASS_KEYS: shell.PASS_KEYS || `file:${keyFile(resolve(shell.DATA_DIR || '.local'))}`,
    PASS_PATH: shell.PASS_PATH || '/media/{stream}/',
  };
}

/** Makes the key that `localPasses` names, unless it exists. It is kept, so that a pass survives a restart. */
export function makeLocalKey(dataDir: string): void {
  const file = keyFile(dataDir);
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ keys: [newKey('local')] })}\n`, { mode: 0o600 });
}

/** The keys that verify, by their ids. */
export const localKeys = (dataDir: string): ReadonlyMap<string, string> =>
  new Map(parseKeys(readFileSync(keyFile(dataDir), 'utf8')).map(({ kid, key }) => [kid, key]));

/** A new key in the secret's form. Its text is the key, because CloudFront's store holds text. */
export const newKey = (kid: string) => ({ kid, key: randomBytes(32).toString('base64url') });

const keyFile = (dataDir: string): string => join(dataDir, 'passes', 'keys.json');
