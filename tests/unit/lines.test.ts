import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const FOLDERS = ['bench', 'infra', 'player', 'scripts', 'src', 'tests'];
const COLUMNS = 120;

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
).filter((name) => /\.(ts|mjs|js)$/.test(name) && !/node_modules|\/dist\//.test(name));

const longLines = sources.flatMap((name) =>
  readFileSync(name, 'utf8')
    .split('\n')
    .filter((line) => line.length > COLUMNS)
    .map((line) => ({ name, line: line.trim(), text: `${name}: ${line.trim()}` })),
);

test('no comment is longer than 120 columns, save an address', () => {
  const long = longLines.filter(({ line }) => /^(\/\/|\/?\*)/.test(line) && !line.includes('https://'));
  expect(long.map(({ text }) => text)).toEqual([]);
});

/** What the formatter leaves long, and the reason why it stays so. */
const EXEMPT: Readonly<Record<string, (line: string, name: string) => boolean>> = {
  'an address cannot be broken': (line) => line.includes('https://'),
  'a regular expression cannot be broken': (line) => /^\/.*\/[a-z]*[,;]?$/.test(line),
  'the title of a test is one text': (line) => /^(test|describe)\(|^name: /.test(line),
  'a template is broken where its output is': (line) => line.includes('`') || line.includes('$' + '{'),
  'what a command prints is in columns, and what a test compares is one text': (line, name) =>
    /^(scripts|bench|tests)\//.test(name) && !/^['"].*\+$/.test(line),
};

test('no line of code is longer than 120 columns where it can be broken', () => {
  const isExempt = ({ line, name }: (typeof longLines)[number]) =>
    /^(\/\/|\/?\*)/.test(line) || Object.values(EXEMPT).some((applies) => applies(line, name));
  expect(longLines.filter((line) => !isExempt(line)).map(({ text }) => text)).toEqual([]);
});

test('no line of prose is longer than 120 columns', () => {
  const inside = ['docs', 'player', 'src'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const pages = [...readdirSync('.'), ...inside].filter((name) => /^(?!.*node_modules).*\.md$/.test(name));
  expect(pages.length).toBeGreaterThan(40);
  const long = pages.flatMap((name) =>
    readFileSync(name, 'utf8')
      .replaceAll(/^ *```.*?^ *```$/gms, '')
      .split('\n')
      // A table's row, a picture and an address cannot be broken.
      .filter((line) => [...line].length > COLUMNS && !/^ *\||^!\[|^<https?:/.test(line))
      .map((line) => `${name}: ${line}`),
  );
  expect(long).toEqual([]);
});
