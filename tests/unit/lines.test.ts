import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const FOLDERS = ['bench', 'infra', 'player', 'scripts', 'src', 'tests'];
const COLUMNS = 120;

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
).filter((name) => /\.(ts|mjs|js)$/.test(name) && !/node_modules|\/dist\//.test(name));

test('no comment is longer than 120 columns, save an address; of code the formatter breaks what can be broken', () => {
  const long = sources.flatMap((name) =>
    readFileSync(name, 'utf8')
      .split('\n')
      .filter((line) => /^\s*(\/\/|\/?\*)/.test(line) && !line.includes('https://'))
      .filter((line) => line.length > COLUMNS)
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(long).toEqual([]);
});
