import { createServer, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FRESH_MS, keyRing } from '../../src/passes/key-ring.ts';
import { parseKeys, signingKey } from '../../src/passes/keys.ts';
import { secretReader } from '../../src/passes/secret.ts';

const KEY = 'k'.repeat(43);

describe('the keys in a secret', () => {
  test('the first one signs', () => {
    const text = JSON.stringify({
      keys: [
        { kid: 'new', key: KEY },
        { kid: 'old', key: `${KEY}x` },
      ],
    });
    expect(parseKeys(text)).toHaveLength(2);
    const { kid, key } = signingKey(text);
    expect([kid, key.export().toString()]).toEqual(['new', KEY]);
  });

  test.each([
    ['no JSON', KEY],
    ['no keys', '{}'],
    ['an empty list', '{"keys":[]}'],
    ['a short key', JSON.stringify({ keys: [{ kid: 'a', key: 'secret' }] })],
    ['a kid that names a path', JSON.stringify({ keys: [{ kid: '../a', key: KEY }] })],
    ['a second one without key', JSON.stringify({ keys: [{ kid: 'a', key: KEY }, { kid: 'b' }] })],
  ])('%s is refused, and no key gets into the error', (_, text) => {
    expect(() => signingKey(text)).toThrow(/secret|keys/);
    expect(() => signingKey(text)).not.toThrow(/kkkkk|secret"/);
  });
});

describe('a ring of keys', () => {
  /** A secret that is read when the test says so. */
  function ring() {
    let time = 0;
    let answer: () => Promise<string> = async () => 'first';
    let reads = 0;
    const failures: boolean[] = [];
    const current = keyRing({
      read: () => {
        reads++;
        return answer();
      },
      now: () => time,
      onFailure: (_, hasKey) => failures.push(hasKey),
    });
    return {
      current,
      reads: () => reads,
      failures,
      pass: (ms: number) => {
        time += ms;
      },
      answers: (next: typeof answer) => {
        answer = next;
      },
    };
  }
  const failing = () => Promise.reject(new Error('down'));

  test('is read once, however many requests wait for it, and again when it is old', async () => {
    const { current, reads, pass, answers } = ring();
    expect(await Promise.all([current(), current(), current()])).toEqual(['first', 'first', 'first']);
    pass(FRESH_MS - 1);
    expect([await current(), reads()]).toEqual(['first', 1]);
    pass(1);
    answers(async () => 'second');
    expect([await current(), reads()]).toEqual(['second', 2]);
  });

  test('while it is read again, others go on with the old key', async () => {
    const { current, pass, answers } = ring();
    await current();
    pass(FRESH_MS);
    let give = (_: string) => {};
    answers(() => new Promise((resolve) => (give = resolve)));
    const waiting = current();
    expect(await current()).toBe('first');
    give('second');
    expect(await waiting).toBe('second');
  });

  test('keeps the old key if the read fails, reports that, and reads again a minute later', async () => {
    const { current, reads, failures, pass, answers } = ring();
    await current();
    answers(failing);
    pass(FRESH_MS);
    expect([await current(), failures]).toEqual(['first', [true]]);
    pass(59_999);
    await current();
    expect(reads()).toBe(2);
    answers(async () => 'second');
    pass(1);
    expect(await current()).toBe('second');
  });

  test('has no key until one was read, and tries once a second', async () => {
    const { current, reads, failures, pass, answers } = ring();
    answers(failing);
    expect(await Promise.all([current(), current()])).toEqual([undefined, undefined]);
    expect([await current(), reads(), failures]).toEqual([undefined, 1, [false]]);
    pass(1000);
    answers(async () => 'first');
    expect(await current()).toBe('first');
  });
});

describe('the secret', () => {
  let answer = { status: 200, body: '{}' };
  let asked: IncomingMessage | undefined;
  let sent = '';
  const server = createServer((request, response) => {
    asked = request;
    sent = '';
    request.on('data', (chunk) => {
      sent += chunk;
    });
    request.on('end', () => response.writeHead(answer.status).end(answer.body));
  });
  let endpoint = '';
  const shell = { ...process.env };

  beforeAll(async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'hidden',
      AWS_SESSION_TOKEN: 'session',
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(async () => {
    process.env = shell;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('is requested in Secrets Manager’s form, signed with the process’s credentials', async () => {
    answer = { status: 200, body: JSON.stringify({ Name: 'x', SecretString: 'the text' }) };
    const read = secretReader('streamgate-prod-pass-keys', { region: 'eu-west-1', endpoint });
    expect(await read()).toBe('the text');
    expect(JSON.parse(sent)).toEqual({ SecretId: 'streamgate-prod-pass-keys' });
    expect(asked?.headers).toMatchObject({
      'x-amz-target': 'secretsmanager.GetSecretValue',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-security-token': 'session',
    });
    expect(asked?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/secretsmanager\/aws4_request, .*Signature=[0-9a-f]{64}$/,
    );
  });

  test('that cannot be read is an error that names the fault', async () => {
    const read = secretReader('x', { region: 'eu-west-1', endpoint });
    answer = { status: 400, body: '{"__type":"ResourceNotFoundException"}' };
    await expect(read()).rejects.toThrow('400: ResourceNotFoundException');
    answer = { status: 200, body: '{"SecretBinary":"eHg="}' };
    expect(await read()).toBe('');
    answer = { status: 500, body: 'oops' };
    await expect(read()).rejects.toThrow();
  });
});
