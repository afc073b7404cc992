import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutation } from './mutation.ts';

/**
 * The code with the mutation in it.
 * @param root the folder that `file` is in
 * @throws Error if the code has changed so that the mutation no longer fits
 */
export function mutated(root: string, { name, file, search, replace }: Mutation): { before: string; after: string } {
  const before = readFileSync(join(root, file), 'utf8');
  const found = before.split(search).length - 1;
  if (found !== 1) throw new Error(`"${name}": its text is ${found} times in ${file}, and must be there once.`);
  return { before, after: before.replace(search, () => replace) };
}
