import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusals } from '../../scripts/support/refusals.ts';
import { readStage } from '../../scripts/support/stage.ts';

let STAGES_DIR: string;

beforeAll(() => {
  mkdirSync('.local', { recursive: true });
  STAGES_DIR = mkdtempSync('.local/stages-');
});
afterAll(() => rmSync(STAGES_DIR, { recursive: true }));

const write = (stage: string, text: string) => writeFileSync(join(STAGES_DIR, `${stage}.yml`), text);

test('a stage with a file has the settings of that file, and the defaults of all others', () => {
  write(
    'live',
    'AUTH: jwt\nAUTH_AUDIENCE: [a, b]\nSTREAM_LIMITS_BY_SUBSCRIPTION: { premium plan: 5 }\nmemorySize: 1024',
  );
  const { settings, params, file } = readStage('live', { STAGES_DIR });
  expect(settings).toMatchObject({
    AUTH: 'jwt',
    AUTH_AUDIENCE: 'a,b',
    STREAM_LIMITS_BY_SUBSCRIPTION: '{"premium plan":5}',
    STREAM_LIMIT: '',
    CONSOLE: 'off',
    TABLE_NAME: 'streamgate-live',
    SERVED_TABLE: 'streamgate-live',
  });
  expect(params).toMatchObject({ memorySize: 1024, logRetentionDays: 30 });
  expect(file).toBe(join(STAGES_DIR, 'live.yml'));
});

test('the shell cannot say otherwise, as the pipeline would forget it', () => {
  write('live', 'AUTH: jwt');
  const shell = { STAGES_DIR, AUTH: 'none', TABLE_NAME: 'other', STREAM_LIMIT: '' };
  expect(() => readStage('live', shell)).toThrow('AUTH is "none" in the shell');
  expect(() => readStage('live', shell)).toThrow('TABLE_NAME is "other" in the shell');
  expect(readStage('live', { STAGES_DIR, AUTH: 'jwt' }).settings.AUTH).toBe('jwt');
});

test('a name that is no setting is refused, as a misspelt one would be forgotten', () => {
  write('live', 'AUTHISSUER: https://login.example.com/');
  expect(() => readStage('live', { STAGES_DIR })).toThrow('there is no setting AUTHISSUER');
});

test('a stage without a file takes its settings from the shell', () => {
  expect(readStage('look', { STAGES_DIR, AUTH: 'none', TABLE_NAME: 'other' })).toMatchObject({
    settings: { AUTH: 'none', TABLE_NAME: 'other', SERVED_TABLE: 'other' },
  });
});

test('prod has a file; what is not filled in has its default', () => {
  expect(readStage('prod', {})).toMatchObject({ settings: { AUTH: 'jwt', AUTH_ISSUER: '' }, file: 'stages/prod.yml' });
});

test('viewers depend on prod: open to everybody, or with nobody to page, it is not deployed', () => {
  write('prod', 'AUTH: none');
  expect(refusals('prod', readStage('prod', { STAGES_DIR }), {}, {})).toEqual([
    expect.stringContaining('--allow-auth-none'),
    expect.stringContaining('--allow-no-subscriber'),
  ]);
  write('first', 'AUTH: none\nlike: dev');
  expect(refusals('first', readStage('first', { STAGES_DIR }), {}, {})).toEqual([]);
});

test('a stage of another name says what it is, and has the parameters of that', () => {
  write('production', 'like: prod');
  expect(readStage('production', { STAGES_DIR })).toMatchObject({
    kind: 'prod',
    params: { viewers: true, tableDeletionProtection: true },
  });
  write('production', 'AUTH: jwt');
  expect(readStage('production', { STAGES_DIR })).not.toHaveProperty('kind');
  write('production', 'like: production');
  expect(() => readStage('production', { STAGES_DIR })).toThrow('which is none of dev, prod');
});

test('the table of prod outlives mistakes, but no first deploy that failed', () => {
  expect(readStage('prod', {}).params).toMatchObject({
    tableDeletionPolicy: 'RetainExceptOnCreate',
    tableDeletionProtection: true,
  });
});

test('the templates take no setting past the stage’s file', () => {
  const files = [
    'serverless.yml',
    ...readdirSync('infra')
      .filter((name) => name.includes('.'))
      .map((name) => `infra/${name}`),
  ];
  const fromShell = files.flatMap((name) =>
    [...readFileSync(name, 'utf8').matchAll(/env:\s*([A-Z_]+)/g)].map(([, setting = '']) => setting),
  );
  // Where the CLI runs and builds: nothing that a deployed stack has.
  expect(fromShell.filter((name) => !['AWS_REGION'].includes(name))).toEqual([]);
});
