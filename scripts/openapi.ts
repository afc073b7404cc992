import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';
import { openApiDocument } from '../src/openapi/document.ts';
import { orFail, orUsage, showUsage } from './support/run.ts';

const USAGE = `npm run openapi [-- --check]: writes openapi.json

  --check   writes nothing, and fails if the file is not what the schemas say

Both fail if Redocly's recommended rules, or Spectral's for OpenAPI, find anything, warnings included.`;

const FILE = new URL('../openapi.json', import.meta.url);

const OPTIONS = { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
const { check, help } = orFail(() => orUsage(() => parseArgs({ options: OPTIONS }).values, USAGE));
if (help) showUsage(USAGE);
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

const faults = [...(await redocly()), ...(await spectral())];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else if (!check) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error('openapi.json is not what the schemas say. Run: npm run openapi');
  process.exitCode = 1;
}

async function redocly(): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} (${location.map(({ pointer }) => pointer).join(', ')})`,
  );
}

async function spectral(): Promise<string[]> {
  const rules = {
    // Whom to write to is for each deployment to say.
    'info-contact': 'off',
    // OpenAPI 3.1 lets a requirement of any scheme name roles; this rule knows those of OAuth only.
    'oas3-operation-security-defined': 'off',
  };
  const linter = new spectralCore.Spectral();
  linter.setRuleset(new spectralCore.Ruleset({ extends: [spectralRulesets.oas], rules }));
  const problems = await linter.run(JSON.parse(text));
  return problems.map(({ code, message, path }) => `${code}: ${message} (${path.join('/')})`);
}
