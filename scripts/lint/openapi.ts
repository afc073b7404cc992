// Lints the OpenAPI document that comes on stdin, and exits with 1 if anything is found. A program of its own, so that
// only those who lint install the linters.
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';

const text = readFileSync(process.stdin.fd, 'utf8');
const faults = [...(await redocly()), ...(await spectral())];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

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
