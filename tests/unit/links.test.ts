import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...['docs', 'player', 'src'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => join(folder, name)),
  ),
];

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

test('every link of a page leads to something that is there', () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link) || link.startsWith('/')) return [];
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? page : join(dirname(page), decodeURI(path));
      if (!existsSync(file)) return [`${page}: ${link}`];
      if (anchor === undefined || !file.endsWith('.md')) return [];
      const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => anchorOf(text));
      return headings.includes(anchor) ? [] : [`${page}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

const FILE = /`((?:src|tests|scripts|infra|bench|build|player)\/[\w./-]*)`/g;

test('every file or folder that a page names is there, on a fresh checkout, too', () => {
  const isThere = (path: string) => existsSync(path) && !path.includes('node_modules');
  const missing = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(FILE)].flatMap(([, path = '']) =>
      ['', '.ts', '.test.ts'].some((ending) => isThere(path + ending)) ? [] : [`${page}: ${path}`],
    ),
  );
  expect(missing).toEqual([]);
});

test('decisions are numbered without a gap, and listed by their titles', () => {
  const files = readdirSync('docs/decisions')
    .filter((name) => name !== 'README.md')
    .sort();
  const list = readFileSync('docs/decisions/README.md', 'utf8');
  files.forEach((name, i) => {
    const number = String(i + 1).padStart(4, '0');
    expect(name).toMatch(new RegExp(`^${number}-`));
    const [title = ''] = readFileSync(join('docs/decisions', name), 'utf8').split('\n');
    expect(list).toContain(`- [${number}: ${title.replace('# ', '')}](${name})\n`);
  });
});
