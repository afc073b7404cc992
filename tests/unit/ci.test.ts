import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
const steps = [...readFileSync('.ci/run', 'utf8').matchAll(/^(?:step|thorough) (\S+)/gm)].flatMap(
  ([, name]) => name ?? [],
);

test('GitHub runs what .ci/run runs, each step once', () => {
  const workflow: { jobs: { test: { strategy: { matrix: { steps: string[] } } } } } = parse(
    readFileSync('.github/workflows/ci.yml', 'utf8'),
  );
  const jobs = workflow.jobs.test.strategy.matrix.steps.flatMap((names) => names.split(' '));
  expect(jobs.sort()).toEqual([...steps].sort());
});

test('.ci/run runs every test command', () => {
  const tests = Object.keys(scripts).filter((name) => /^test(:|$)/.test(name));
  expect(steps).toEqual(expect.arrayContaining([...tests, 'check', 'bench:check']));
});
