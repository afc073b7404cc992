// Lints the English of every page, of openapi.json's texts and of the commits' subjects. Exits with 1 on any finding.
// With arguments, it lints only these pages: node --import tsx scripts/lint/prose.ts docs/server.md
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextlintKernel } from '@textlint/kernel';
import { moduleInterop } from '@textlint/module-interop';
import markdown from '@textlint/textlint-plugin-markdown';
import type { TextlintRuleModule } from '@textlint/types';
import pattern from '@textlint-rule/textlint-rule-pattern';
import { paragraphs, sentences } from './style.ts';
import { PATTERNS, subjectFault } from './words.ts';

/** The rule for subjects holds for the commits after this one. */
const SUBJECTS_SINCE = '3b60235';

const words: TextlintRuleModule = (context) => moduleInterop(pattern).linter(context, { patterns: PATTERNS });
const rules = Object.entries({ words, sentences, paragraphs }).map(([ruleId, rule]) => ({ ruleId, rule }));
const plugins = [{ pluginId: 'markdown', plugin: moduleInterop(markdown) }];
const kernel = new TextlintKernel();

async function lint(filePath: string, text: string): Promise<string[]> {
  const { messages } = await kernel.lintText(text, { ext: '.md', filePath, plugins, rules });
  return messages.map(({ loc, message }) => `${filePath}:${loc.start.line}: ${message}`);
}

function pages(): string[] {
  const top = readdirSync('.', { withFileTypes: true }).filter(({ name }) => !/^(?:\.|node_modules$)/.test(name));
  const paths = top.flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(entry.name, { recursive: true, encoding: 'utf8' }).map((path) => join(entry.name, path))
      : [entry.name],
  );
  return paths.filter((path) => path.endsWith('.md') && !path.includes('node_modules'));
}

/** The texts for people in an OpenAPI document, each with its place. */
function textsOf(node: unknown, place: string): [string, string][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' && (key === 'description' || key === 'summary')
      ? [[`${place}/${key}`, value]]
      : textsOf(value, `${place}/${key}`),
  );
}

/** A clone without its history has no subject but the last, and a copy without git has no subject at all. */
function subjects(): string[] {
  const log = (...range: string[]) =>
    spawnSync('git', ['log', '--no-merges', '--format=%s', ...range], { encoding: 'utf8' });
  const since = log(`${SUBJECTS_SINCE}..HEAD`);
  return (since.status === 0 ? since : log('-1')).stdout?.split('\n').filter(Boolean) ?? [];
}

async function everything(): Promise<string[]> {
  const texts = textsOf(JSON.parse(readFileSync('openapi.json', 'utf8')), 'openapi.json');
  return [
    ...(await Promise.all(texts.map(([place, text]) => lint(place, text)))).flat(),
    ...(await lintPages(pages())),
    ...subjects().flatMap((subject) => subjectFault(subject) ?? []),
  ];
}

const lintPages = async (paths: readonly string[]): Promise<string[]> =>
  (await Promise.all(paths.map((path) => lint(path, readFileSync(path, 'utf8'))))).flat();

const named = process.argv.slice(2);
const faults = named.length > 0 ? await lintPages(named) : await everything();
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
