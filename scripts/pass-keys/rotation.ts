import { randomBytes } from 'node:crypto';
import { FRESH_MS } from '../../src/passes/key-ring.ts';
import { ScriptError } from '../support/run.ts';
import type { Key, Secret } from './secret.ts';
import type { Store } from './store.ts';

export interface Rotation {
  readonly secret: Secret;
  /** Undefined where the edge reads the secret, as nginx and Node do here. */
  readonly store: Store | undefined;
  /** The longest that a pass can last, in seconds. */
  readonly longestPass: number;
  readonly dryRun: boolean;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly say: (text: string) => void;
}

/** Until every edge location, and whoever reads the secret, has what was written. */
const SPREAD_MS = FRESH_MS + 60_000;

/** Shows which key signs, and which the edge has; never a key itself. */
export async function list({ secret, store, say }: Rotation): Promise<void> {
  const keys = await secret.read();
  const atEdge = await store?.read();
  for (const [i, { kid, key, made = 'at an unknown time', signsSince }] of keys.entries()) {
    const edge = atEdge === undefined ? '' : `, ${placeOf(atEdge.get(kid), key)}`;
    say(`${kid}: made ${made}, ${i === 0 ? `signs since ${signsSince ?? 'an unknown time'}` : 'verifies'}${edge}`);
  }
  for (const kid of atEdge?.keys() ?? []) {
    if (keys.every((key) => key.kid !== kid)) say(`${kid}: only at the edge; nothing signs with it`);
  }
  if (keys.length === 0) say('There is no key: rotate makes the first one.');
}

const placeOf = (atEdge: string | undefined, key: string): string => {
  if (atEdge === undefined) return 'NOT AT THE EDGE';
  return atEdge === key ? 'at the edge' : 'ANOTHER KEY AT THE EDGE';
};

/**
 * Publishes a new key, waits until everybody has it, and lets it sign. Interrupted, it goes on where it was: a key that
 * waits in the secret is used.
 */
export async function rotate({ secret, store, dryRun, now, sleep, say }: Rotation): Promise<void> {
  const keys = await secret.read();
  const [signing] = keys;
  const last = keys.at(-1);
  const isWaiting = last !== undefined && last !== signing && last.signsSince === undefined;
  const next = isWaiting ? last : newKey(now());
  // A key that was put there by hand does not say that it has signed.
  const others = keys
    .filter((key) => key !== next)
    .map((key) => (key === signing ? { ...key, signsSince: sinceOf(key) } : key));
  say(
    isWaiting
      ? `Continuing with ${next.kid}, which an interrupted rotation left in the secret.`
      : `A new key: ${next.kid}.`,
  );
  if (dryRun) {
    say(
      `The command would publish it, wait ${SPREAD_MS / 60_000} minutes, and then let it sign instead of ${signing?.kid ?? 'no key'}.`,
    );
    return;
  }
  await store?.put(next.kid, next.key);
  if (signing !== undefined) {
    await secret.write([...others, next]);
    say(`Published. Waiting ${SPREAD_MS / 60_000} minutes, until every verifier has it …`);
    await sleep(SPREAD_MS);
  } else if (store !== undefined) {
    say('Published. Waiting a minute, until every edge location has it …');
    await sleep(60_000);
  }
  await secret.write([{ ...next, signsSince: new Date(now()).toISOString() }, ...others]);
  say(
    `${next.kid} signs within ${FRESH_MS / 60_000} minutes. Run retire when the passes of the other keys have expired.`,
  );
}

/**
 * Takes away the keys that no longer sign.
 * @throws ScriptError while a pass by one of them may still be valid
 */
export async function retire({ secret, store, longestPass, dryRun, now, say }: Rotation): Promise<void> {
  const [signing, ...others] = await secret.read();
  const old = others.filter(({ signsSince }) => signsSince !== undefined);
  if (signing === undefined || old.length === 0) return say('There is no key to retire.');
  const over = Date.parse(signing.signsSince ?? '') + FRESH_MS + longestPass * 1000 + 60_000;
  if (!(now() >= over)) {
    const when = Number.isNaN(over)
      ? 'the secret does not say since when the first key signs'
      : new Date(over).toISOString();
    throw new ScriptError(`Passes by ${kidsOf(old)} may still be valid; retire them from ${when} on.`);
  }
  if (dryRun) return say(`It would retire ${kidsOf(old)}.`);
  // The store first: what failed half-way is done again.
  const atEdge = await store?.read();
  for (const { kid } of old) if (atEdge?.has(kid)) await store?.remove(kid);
  await secret.write([signing, ...others.filter((key) => !old.includes(key))]);
  say(`Retired ${kidsOf(old)}.`);
}

const sinceOf = ({ signsSince, made }: Key): string => signsSince ?? made ?? new Date(0).toISOString();

const kidsOf = (keys: readonly Key[]): string => keys.map(({ kid }) => kid).join(', ');

/** Named by its day, so that a list tells its age. */
const newKey = (now: number): Key => ({
  kid: `${new Date(now).toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`,
  key: randomBytes(32).toString('base64url'),
  made: new Date(now).toISOString(),
});
