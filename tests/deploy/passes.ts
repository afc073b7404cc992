import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createVerifier } from '../../edge/verify.ts';
import { run, ScriptError } from '../../scripts/support/run.ts';
import { parseKeys } from '../../src/passes/keys.ts';
import type { Account } from './pipeline.ts';

/** An instance without a key reads the secret at most once a second, and the emulator starts a process for each. */
const RETRY_AFTER_MS = 1000;
const TRIES = 20;

interface Proof {
  readonly root: Account;
  readonly stage: string;
  readonly url: string;
  /** The stage's settings, which are left with passes on. */
  readonly file: string;
  readonly deploy: () => Promise<unknown>;
  /** Of whoever runs the commands of docs/passes.md. */
  readonly env: Record<string, string | undefined>;
}

/**
 * Turns passes on as docs/passes.md says: without a key nobody starts; `npm run pass-keys` makes the first one, the
 * functions read it with the rights of their roles, and the edge takes what they sign with it.
 */
export async function provePasses({ root, stage, url, file, deploy, env }: Proof): Promise<void> {
  const secret = `streamgate-${stage}-pass-keys`;
  appendFileSync(file, `PASSES: "on"\nPASS_KEYS: ${secret}\nPASS_PATH: /live/{stream}/\n`);
  await deploy();
  const id = randomUUID();
  await post(`${url}/createuser`, { id, Name: 'Van Persie', Subscription: 'basic plan' });
  const start = () => post(`${url}/requeststream`, { id, session: 'tv', stream: 'stream_100' });
  const { status } = await start();
  if (status !== 503) throw new ScriptError(`Without a key, a start answered ${status} and not 503.`);
  const streams = await fetch(`${url}/getstreams?id=${id}`).then((response) => response.json());
  if (streams.activeStreams !== 0) throw new ScriptError('Without a key, a start took a slot.');

  await run('npm', ['run', 'pass-keys', '--', 'rotate', '--stage', stage], { env });
  const pass = await startedWithPass(start);
  const { SecretString = '' } = await new SecretsManagerClient(root).send(
    new GetSecretValueCommand({ SecretId: secret }),
  );
  const keys = new Map(parseKeys(SecretString).map(({ kid, key }) => [kid, key]));
  const verdict = createVerifier(keys).check({ url: `/live/stream_100/1.ts?CAT=${pass}`, headers: {} });
  if (verdict.outcome === 'refused')
    throw new ScriptError(`The edge refuses what a deployed start signs: ${verdict.reason}`);
  const renewed = await post(`${url}/renewstream`, { id, session: 'tv' });
  if (typeof renewed.body.pass !== 'string') throw new ScriptError('A renewal brought no pass.');
}

async function startedWithPass(start: () => ReturnType<typeof post>): Promise<string> {
  let answer = await start();
  for (let tries = 1; tries < TRIES && answer.status === 503; tries++) {
    await sleep(RETRY_AFTER_MS);
    answer = await start();
  }
  const { status, body } = answer;
  if (status !== 200 || typeof body.pass !== 'string')
    throw new ScriptError(`With a key, a start answered ${status}: ${JSON.stringify(body)}`);
  return body.pass;
}

async function post(url: string, body: object) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const answer: Record<string, unknown> = await response.json();
  return { status: response.status, body: answer };
}
