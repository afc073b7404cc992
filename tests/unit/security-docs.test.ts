import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ROUTES } from '../support/access.ts';

const text = readFileSync('docs/security.md', 'utf8');
const [access = '', attacks = ''] = ['Who may call what', 'What an attacker could try'].map(
  (title) => text.split(`## ${title}\n`)[1]?.split('\n## ')[0],
);
const rows = (section: string) =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| --'))
    .slice(1)
    .map((line) => line.split(' | '));
const quoted = (markdown: string) => [...markdown.matchAll(/`([^`]+)`/g)].map(([, words = '']) => words);

test('docs/security.md names every route that needs a token, with its scopes', () => {
  const documented = rows(access)
    .map(([route = '', scopes = '']) => ({ route: quoted(route).join(), scopes: quoted(scopes) }))
    .filter(({ scopes }) => scopes.length > 0);
  expect(documented).toEqual(ROUTES.map(({ route, scopes }) => ({ route, scopes })));
});

test('docs/security.md names an existing test for each refusal, or says that it is AWS’s part, or none', () => {
  const tests = readdirSync('tests', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(`tests/${file}`, 'utf8'));
  expect(rows(attacks).length).toBeGreaterThan(10);
  for (const [attempt, , shownBy = ''] of rows(attacks)) {
    const names = quoted(shownBy);
    const said = /AWS’s part|not refused/.test(shownBy);
    expect({ attempt, shown: names.length > 0 || said }).toEqual({ attempt, shown: true });
    expect(names.filter((name) => !tests.some((source) => source.includes(name)))).toEqual([]);
  }
});
