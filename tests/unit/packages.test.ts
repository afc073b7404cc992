import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Bundle, buildBundles, functionNames, HOT } from '../../bench/support/bundles.ts';
import { PATIENCE_MS } from '../support/repeat.ts';

// What is in the functions, as they are deployed.

jest.setTimeout(PATIENCE_MS);

const folder = mkdtempSync(join(tmpdir(), 'streamgate-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HOT_NAMES: readonly string[] = HOT;
/** They ask no table. */
const WITHOUT_TABLE = ['console', 'docs', 'releaseCheck', 'respond'];
const names = functionNames();
let bundles: Record<string, Bundle>;

beforeAll(async () => {
  bundles = await buildBundles(names, folder);
});

const holds = (name: string, part: string) =>
  Object.keys(bundles[name]?.inputs ?? {}).some((file) => file.includes(part));

test.each(names)('the handler of %s goes through middy', (name) => {
  expect(holds(name, '@middy/core')).toBe(true);
});

test.each(names.filter((name) => !WITHOUT_TABLE.includes(name)))('%s has one client of the table', (name) => {
  const clients = { document: holds(name, 'lib-dynamodb'), plain: holds(name, 'src/dynamodb/plain-table.ts') };
  expect(clients).toEqual(
    HOT_NAMES.includes(name) ? { document: false, plain: true } : { document: true, plain: false },
  );
});
