import {
  CloudFrontKeyValueStoreClient,
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  ListKeysCommand,
  PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { list, type Rotation, retire, rotate } from '../../scripts/pass-keys/rotation.ts';
import { secretOf } from '../../scripts/pass-keys/secret.ts';
import { storeOf } from '../../scripts/pass-keys/store.ts';
import { signingKey } from '../../src/passes/keys.ts';

const NAME = 'streamgate-prod-pass-keys';
const secrets = new SecretsManagerClient({ region: 'us-east-1' });
const edge = new CloudFrontKeyValueStoreClient({ region: 'us-east-1' });
const secretsMock = mockClient(secrets);
const edgeMock = mockClient(edge);
const START = Date.parse('2026-03-01T20:00:00Z');
const MINUTE = 60_000;

let text: string | undefined;
let version: number;
let atEdge: Map<string, string>;
let now: number;
let said: string[];
/** What the world looks like each time that the command waits. */
let waits: { ms: number; signs: string | undefined; atEdge: string[] }[];
let whileWaiting: () => void;

/** Both services, with what they keep. */
beforeEach(() => {
  [text, version, atEdge, now, said, waits] = [undefined, 1, new Map(), START, [], []];
  whileWaiting = () => {};
  secretsMock.reset();
  edgeMock.reset();
  secretsMock.on(GetSecretValueCommand).callsFake(() => {
    if (text === undefined) throw new ResourceNotFoundException({ message: 'no such secret', $metadata: {} });
    return { SecretString: text };
  });
  secretsMock.on(CreateSecretCommand).callsFake(({ Name, SecretString }) => {
    expect([Name, text]).toEqual([NAME, undefined]);
    text = SecretString;
  });
  secretsMock.on(PutSecretValueCommand).callsFake(({ SecretString }) => {
    expect(text).toBeDefined();
    text = SecretString;
  });
  edgeMock.on(DescribeKeyValueStoreCommand).callsFake(() => ({ ETag: String(version) }));
  edgeMock.on(ListKeysCommand).callsFake(() => ({ Items: [...atEdge].map(([Key, Value]) => ({ Key, Value })) }));
  edgeMock.on(PutKeyCommand).callsFake(({ Key, Value, IfMatch }) => {
    expect(IfMatch).toBe(String(version++));
    atEdge.set(Key, Value);
  });
  edgeMock.on(DeleteKeyCommand).callsFake(({ Key, IfMatch }) => {
    expect(IfMatch).toBe(String(version++));
    atEdge.delete(Key);
  });
});

const signs = () => (text === undefined ? undefined : signingKey(text).kid);

const rotation = (options: Partial<Rotation> = {}): Rotation => ({
  secret: secretOf(secrets, NAME),
  store: storeOf(edge, 'arn:aws:cloudfront::123456789012:key-value-store/x'),
  longestPass: 750,
  dryRun: false,
  now: () => now,
  sleep: async (ms) => {
    waits.push({ ms, signs: signs(), atEdge: [...atEdge.keys()] });
    whileWaiting();
    now += ms;
  },
  say: (line) => said.push(line),
  ...options,
});

describe('npm run pass-keys', () => {
  test('makes the first key, at the edge before it signs', async () => {
    await rotate(rotation());
    expect(signs()).toMatch(/^2026-03-01-[0-9a-f]{6}$/);
    expect(waits).toEqual([{ ms: MINUTE, signs: undefined, atEdge: [`pass-key:${signs()}`] }]);
    expect(atEdge.get(`pass-key:${signs()}`)).toBe(JSON.parse(text ?? '').keys[0].key);
    await list(rotation());
    expect(said.at(-1)).toMatch(/made 2026-03-01T20:00:00.000Z, signs since 2026-03-01T20:01:00.000Z, at the edge$/);
    expect(said.join()).not.toContain(JSON.parse(text ?? '').keys[0].key);
  });

  test('lets a new key sign only when everybody has it, and retires the old one when its passes are over', async () => {
    await rotate(rotation());
    const old = signs();
    now += 90 * 24 * 60 * MINUTE;
    await rotate(rotation());
    const next = signs();
    expect(next).not.toBe(old);
    expect(waits.at(-1)).toEqual({ ms: 6 * MINUTE, signs: old, atEdge: [`pass-key:${old}`, `pass-key:${next}`] });

    // Signers have it after five minutes at most, and the last pass by the old one lasts 750 s more.
    now += (5 + 12.5 + 1) * MINUTE - 1;
    await expect(retire(rotation())).rejects.toThrow(`Passes by ${old} may still be valid; retire them from 2026-`);
    expect(atEdge.size).toBe(2);
    now += 1;
    await retire(rotation());
    expect([...atEdge.keys()]).toEqual([`pass-key:${next}`]);
    expect(JSON.parse(text ?? '').keys.map(({ kid }: { kid: string }) => kid)).toEqual([next]);
    await retire(rotation());
    expect(said.at(-1)).toBe('There is no key to retire.');
  });

  test('that was interrupted goes on with the key that waits', async () => {
    await rotate(rotation());
    whileWaiting = () => {
      throw new Error('Ctrl-C');
    };
    await expect(rotate(rotation())).rejects.toThrow('Ctrl-C');
    const [first, waiting] = JSON.parse(text ?? '').keys;
    expect(signs()).toBe(first.kid);
    whileWaiting = () => {};
    await rotate(rotation());
    expect([signs(), atEdge.size]).toEqual([waiting.kid, 2]);
  });

  test('takes over a secret that was made by hand', async () => {
    text = JSON.stringify({ keys: [{ kid: 'mine', key: 'k'.repeat(43) }] });
    await rotate(rotation({ store: undefined }));
    expect(signs()).not.toBe('mine');
    now += 60 * MINUTE;
    await retire(rotation({ store: undefined }));
    expect(JSON.parse(text).keys).toHaveLength(1);
    expect(edgeMock.calls()).toEqual([]);
  });

  test('with --dry-run changes nothing', async () => {
    await rotate(rotation({ dryRun: true }));
    expect([text, atEdge.size]).toEqual([undefined, 0]);
    await rotate(rotation());
    await rotate(rotation());
    const before = text;
    now += 60 * MINUTE;
    await retire(rotation({ dryRun: true }));
    await rotate(rotation({ dryRun: true }));
    expect([text, atEdge.size]).toEqual([before, 2]);
    expect(said.join('\n')).toMatch(/It would retire 2026-03-01-/);
  });

  test('says what stands otherwise at the edge than in the secret', async () => {
    text = JSON.stringify({
      keys: [
        { kid: 'a', key: 'k'.repeat(43) },
        { kid: 'b', key: 'l'.repeat(43) },
      ],
    });
    atEdge = new Map([
      ['pass-key:a', 'other'],
      ['pass-key:c', 'x'],
      ['something', 'else'],
    ]);
    await list(rotation());
    expect(said).toEqual([
      'a: made at an unknown time, signs since an unknown time, ANOTHER KEY AT THE EDGE',
      'b: made at an unknown time, verifies, NOT AT THE EDGE',
      'c: only at the edge; nothing signs with it',
    ]);
    text = 'no JSON';
    await expect(list(rotation())).rejects.toThrow(`The secret ${NAME} is not`);
  });
});
