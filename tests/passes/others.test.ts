import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVerifier } from '../../edge/verify.ts';
import { pythonEnvironment } from '../../scripts/support/python.ts';
import { KEYS, pass } from '../support/passes.ts';

/** They go by the clock of the machine. */
const NOW = Date.now();
const keys = Object.fromEntries(KEYS);
const URL_OF_IT = 'https://media.example.com/live/stream_100/1.ts';

interface Said {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  readonly error?: string;
}

interface Program {
  readonly ask: (question: object) => Promise<Said>;
  readonly end: () => void;
}

/** A program that answers each line with a line. */
function start(command: string, args: readonly string[]): Program {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    ask: async (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ended.`);
      return JSON.parse(value);
    },
    end: () => child.kill(),
  };
}

let eyevinn: Program;
let python: Program;

beforeAll(async () => {
  const programs = await pythonEnvironment('cose');
  eyevinn = start(process.execPath, ['tests/passes/eyevinn.mjs']);
  python = start(join(programs, 'python'), ['tests/passes/python_cwt.py']);
}, 300_000);
afterAll(() => {
  eyevinn.end();
  python.end();
});

const times = { now: NOW, until: NOW + 3_600_000 };
const seconds = (ms: number) => Math.floor(ms / 1000);

describe.each([
  ['@eyevinn/cat', () => eyevinn, { iss: 'iss', exp: 'exp', iat: 'iat' }],
  ['cwt in Python', () => python, { iss: '1', exp: '4', iat: '6' }],
] as const)('%s', (_, program, names) => {
  const check = (token: string, url = URL_OF_IT, known: object = keys) =>
    program().ask({ ask: 'check', token, keys: known, issuer: 'streamgate', url });

  test.each(['k1', 'k2'])('accepts what the service signs with %s, and reads the same claims', async (kid) => {
    const { claims, error } = await check(pass(times, kid));
    expect(error).toBeUndefined();
    expect([claims?.[names.iss], claims?.[names.exp], claims?.[names.iat]]).toEqual([
      'streamgate',
      seconds(times.until),
      seconds(NOW),
    ]);
    expect(JSON.stringify(claims)).toContain('/live/stream_100/');
  });

  test('refuses it if it is changed, expired, or signed with another key', async () => {
    expect((await check(pass(times), URL_OF_IT, { k1: 'x'.repeat(32) })).error).toBeDefined();
    const changed = Buffer.from(pass(times), 'base64url');
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect((await check(changed.toString('base64url'))).error).toBeDefined();
    expect((await check(pass({ now: NOW - 600_000, until: NOW - 300_000 }))).error).toBeDefined();
  });
});

test('@eyevinn/cat holds the path as we do', async () => {
  const at = (path: string) =>
    eyevinn.ask({ token: pass(times), keys, issuer: 'streamgate', url: `https://media.example.com${path}` });
  expect((await at('/live/stream_100/a/b.ts')).error).toBeUndefined();
  expect((await at('/live/stream_1000/1.ts')).error).toBeDefined();
});

describe('passes that cwt in Python makes', () => {
  const verifier = createVerifier(KEYS, { issuer: 'streamgate' });
  // It adds `nbf` at the end if there is none: that would be no deterministic CBOR.
  const claims = {
    1: 'streamgate',
    4: seconds(times.until),
    5: seconds(NOW),
    6: seconds(NOW),
    312: { 3: { 1: '/live/stream_100/' } },
  };
  const made = async (options: object) => {
    const { token, error } = await python.ask({
      ask: 'make',
      keys: { k1: keys.k1 },
      claims,
      tagged: false,
      ...options,
    });
    expect(error).toBeUndefined();
    const verdict = verifier.check({ url: '/live/stream_100/1.ts', headers: { 'cta-common-access-token': token } });
    return verdict.outcome === 'refused' ? verdict.reason : verdict.outcome;
  };

  test.each([false, true])('are accepted by our verifier, with the tag of CWT and without (%s)', async (tagged) => {
    expect(await made({ tagged })).toBe('passed');
  });

  test('are refused with another algorithm, or another key', async () => {
    expect(await made({ alg: 'HS384', keys: { k1: 'x'.repeat(48) } })).toBe('malformed');
    expect(await made({ keys: { k1: 'x'.repeat(32) } })).toBe('wrong-signature');
  });
});
