// `npm run openapi` writes openapi.json; with --check it fails if that file is stale. Both fail if Redocly's recommended
// rules find anything, warnings included.
import { readFileSync, writeFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openApiDocument } from '../src/openapi/document.ts';

const FILE = new URL('../openapi.json', import.meta.url);

// The end of Unicode, in a pattern, is no character to see.
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16)}`;
const text = `${JSON.stringify(openApiDocument(), null, 2).replace(/[\ud800-\udfff]/g, escaped)}\n`;

const config = await createConfig({ extends: ['recommended-strict'] });
const faults = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
for (const { ruleId, message, location } of faults) {
  console.error(`${ruleId}: ${message} (${location.map(({ pointer }) => pointer).join(', ')})`);
}
if (faults.length > 0) process.exitCode = 1;
else if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error('openapi.json is not what the schemas say. Run: npm run openapi');
  process.exitCode = 1;
}
