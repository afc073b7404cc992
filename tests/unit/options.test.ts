import { describe, expect, test } from '@jest/globals';
import { localSettings, misspelt, parseOptions, USAGE } from '../../src/local/options.ts';

describe('a setting is misspelt', () => {
  test.each([
    ['STREM_LIMIT', 'STREAM_LIMIT'],
    ['STREAM_LIMITS', 'STREAM_LIMIT'],
    ['LEASE_SECS', undefined],
    ['LEASE_SECOND', 'LEASE_SECONDS'],
    ['stream_limit', 'STREAM_LIMIT'],
    ['Port', 'PORT'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['STREAM_LIMIT_BY_SUBSCRIPTION', 'STREAM_LIMITS_BY_SUBSCRIPTION'],
  ])('%s: %s was meant', (given, meant) => {
    expect(misspelt({ [given]: '5' })).toEqual(
      meant === undefined ? [] : [`${given} is not a setting. Did you mean ${meant}?`],
    );
  });

  test('but not a shell’s usual variables, nor a setting', () => {
    const ordinary =
      'PATH HOME AUTHOR LANG TERM USER HOST PWD SHELL EDITOR AWS_REGION TABLE LOGNAME LS_COLORS SORT DOC';
    expect(misspelt(Object.fromEntries(ordinary.split(' ').map((name) => [name, 'x'])))).toEqual([]);
    expect(misspelt({ STREAM_LIMIT: '3', PORT: '1', DOCS: 'off', AUTH_SCOPE_PREFIX: 'a' })).toEqual([]);
  });
});

test('AUTH has a default, and tokens an issuer, only here', () => {
  expect(parseOptions({}, false)).toMatchObject({
    port: 8080,
    hasConsole: true,
    settings: { auth: 'none' },
  });
  expect(localSettings({})).toEqual({ AUTH: 'none', TABLE_NAME: 'streamgate-dev', CONSOLE: 'on', DOCS: 'on' });
  const { settings } = parseOptions({ AUTH: 'jwt', CONSOLE: 'off' }, false);
  expect(settings.auth).toMatchObject({ issuer: 'https://issuer.invalid', audiences: ['streamgate'] });
});

test('a mistake that a person can fix is explained', () => {
  expect(() => parseOptions({ PORT: 'http' }, false)).toThrow('PORT must be a number from 1 to 65535; it is "http".');
  expect(() => parseOptions({ PORT: '0', STREAM_LIMIT: 'many' }, false)).toThrow(
    'PORT must be a number from 1 to 65535; it is "0".\nSTREAM_LIMIT must be a whole number',
  );
  expect(() => parseOptions({ DOCS: 'yes' }, false)).toThrow('DOCS must be on or off; it is "yes".');
  expect(() => parseOptions({ DYNAMODB_ENDPOINT: 'http://localhost:8000' }, true)).toThrow('--reset empties');
});

test('--help names every setting, in lines that fit a terminal', () => {
  expect(USAGE).toContain('STREAM_LIMITS_BY_SUBSCRIPTION');
  expect(Math.max(...USAGE.split('\n').map((line) => line.length))).toBeLessThan(125);
});
