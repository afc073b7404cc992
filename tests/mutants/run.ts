import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { orFail, orUsage, ScriptError, showUsage } from '../../scripts/support/run.ts';
import { mutated } from './mutated.ts';
import type { Mutation } from './mutation.ts';
import { MUTATIONS } from './mutations.ts';
import { withTable } from './table.ts';

const USAGE = `npm run test:mutants [-- "part of a name" …] [-- --write]: breaks a copy of the code, and expects the tests to notice

In every way of tests/mutants/mutations.ts whose name has one of these parts, or in all; one at a time.

  --write   puts what noticed each into the table of docs/correctness.md`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['src', 'edge', 'tests', 'infra', 'scripts', 'package.json', 'tsconfig.json', 'jest.config.js'];

const { chosen, write } = orFail(choose);

const copy = mkdtempSync(join(tmpdir(), 'streamgate-mutants-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(1));
const isOwn = (path: string) => basename(path) !== 'node_modules';
for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true, filter: isOwn });
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));

function choose() {
  const options = { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = orUsage(() => parseArgs({ options, allowPositionals: true }), USAGE);
  if (values.help) showUsage(USAGE);
  const chosen = MUTATIONS.filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  if (chosen.length === 0) throw new ScriptError(`No mutation has "${positionals}" in its name.`);
  return { chosen, write: values.write };
}

/** @returns the first test that fails, or undefined if all pass */
function firstFailure({ tests, only }: Pick<Mutation, 'tests' | 'only'>): string | undefined {
  // Another seed each time would make a mutation that was caught today slip through tomorrow.
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'],
      ...['--bail', '--runInBand', '--forceExit', tests, ...(only === undefined ? [] : ['-t', only])],
    ],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, SEED: '1', SHRINK: '0', FORCE_COLOR: '0', NO_COLOR: '1' },
      timeout: 300_000,
    },
  );
  if (status === 0) {
    // A test that was renamed would notice nothing.
    if (!/^Tests: .*\d passed/m.test(stderr)) throw new Error(`No test of ${tests} has "${only}" in its name.`);
    return undefined;
  }
  const failed = /^ +● (.*)$/m.exec(stderr + stdout)?.[1];
  if (failed === undefined || failed.includes('suite failed to run'))
    throw new Error(`The tests did not run:\n${stderr}`);
  return failed;
}

function mutate(mutation: Mutation): () => void {
  const path = join(copy, mutation.file);
  const { before, after } = mutated(copy, mutation);
  writeFileSync(path, after);
  return () => writeFileSync(path, before);
}

for (const tests of new Set(chosen.map((mutation) => mutation.tests))) {
  const parts = chosen.filter((mutation) => mutation.tests === tests).map(({ only }) => only);
  const failed = firstFailure({ tests, ...(parts.includes(undefined) ? {} : { only: parts.join('|') }) });
  if (failed !== undefined) throw new Error(`${tests} fails on the code as it is: ${failed}`);
}

const noticedBy = new Map<string, string>();
for (const mutation of chosen) {
  const restore = mutate(mutation);
  const failed = firstFailure(mutation);
  restore();
  if (failed !== undefined) noticedBy.set(mutation.name, `${mutation.tests.replace('tests/', '')}: ${failed}`);
  console.log(`| ${mutation.name} | ${noticedBy.get(mutation.name) ?? '**not caught**'} |`);
}
console.log(`${noticedBy.size} of ${chosen.length} caught`);
if (noticedBy.size < chosen.length) process.exit(1);
if (write) {
  const document = join(ROOT, 'docs/correctness.md');
  const names = MUTATIONS.map(({ name }) => name);
  writeFileSync(document, withTable(readFileSync(document, 'utf8'), names, noticedBy));
}
process.exit(0);
