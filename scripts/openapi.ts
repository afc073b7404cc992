import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { install } from '../src/local/install.mjs';
import { openApiDocument } from '../src/openapi/document.ts';
import { orFail, orUsage, ROOT, showUsage } from './support/run.ts';

const USAGE = `npm run openapi [-- --check]: writes openapi.json

  --check   writes nothing, and fails if the file differs from the schemas

Both fail if Redocly's recommended rules, or Spectral's for OpenAPI, find anything, warnings included.`;

const FILE = new URL('../openapi.json', import.meta.url);

const OPTIONS = { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
const { check, help } = orFail(() => orUsage(() => parseArgs({ options: OPTIONS }).values, USAGE));
if (help) showUsage(USAGE);
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

install('scripts/lint', 'the linters (about 5 seconds)');
const lint = ['--import', 'tsx', 'scripts/lint/openapi.ts'];
const { status } = spawnSync(process.execPath, lint, { cwd: ROOT, input: text, stdio: ['pipe', 'inherit', 'inherit'] });
if (status !== 0) process.exitCode = 1;
else if (!check) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error('openapi.json differs from the schemas. Run: npm run openapi');
  process.exitCode = 1;
}
