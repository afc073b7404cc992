import { writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { issuerKeys } from '../src/server/keys.ts';
import { claimsOf } from '../src/server/tokens.ts';
import { signer } from '../tests/support/issuer.ts';
import { startModule } from './cpu.ts';
import { faults } from './server-faults.ts';
import { loads } from './server-load.ts';
import { buildBundles } from './support/bundles.ts';
import { inParallel } from './support/domain.ts';
import { SHOTS } from './support/evening.ts';
import { AUDIENCE, functionEnvironment, ISSUER } from './support/events.ts';
import { median } from './support/numbers.ts';
import { send } from './support/open-loop.ts';
import { openSubject, type Subject } from './support/server-subject.ts';

const ROUNDS = 7;
const CALLS = 1500;
/** Node compiles the hot parts of a server, with all its handlers, later than those of one handler. */
const WARM_UP = 12_000;
const TOKENS = 1500;
/** With more, the client of the table gives up on a busy machine, and tries again. */
const IN_FLIGHT = 16;
const OPERATIONS = { start: 'requestStream', renew: 'renewStream' } as const;

/**
 * The process of an instance: its CPU per request next to that of the handler alone, how many requests it bears, how
 * long one takes at half of that, and what faults cost meanwhile.
 */
export async function server(folder: string) {
  const tokens = await tokenCosts(folder);
  const subject = await openSubject(folder);
  try {
    const cpu = await cpuCosts(folder, subject, tokens[0]?.us ?? Number.NaN);
    const load = await loads(subject);
    return { tokens, cpu, load, faults: await faults(subject, load.offeredPerSecond) };
  } finally {
    await subject.issuer.close();
  }
}

/** Microseconds of CPU to verify one token. */
async function tokenCosts(folder: string) {
  const costs = [];
  for (const alg of ['RS256', 'ES256'] as const) {
    const one = await signer('one', alg);
    const source = join(folder, `${alg}.json`);
    writeFileSync(source, JSON.stringify({ keys: [one.publicKey] }));
    const keys = issuerKeys(ISSUER, source, Date.now);
    const header = `Bearer ${await one.sign({ sub: '001', aud: AUDIENCE, scope: 'streams:write', exp: 4102444800 })}`;
    for (let i = 0; i < TOKENS; i++) await claimsOf(header, keys);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      for (let i = 0; i < TOKENS; i++) await claimsOf(header, keys);
      const { user, system } = process.cpuUsage(before);
      rounds.push((user + system) / TOKENS);
    }
    costs.push({ alg, us: median(rounds) });
  }
  return costs;
}

async function cpuCosts(folder: string, { open, token }: Subject, tokenUs: number) {
  const stub = await startModule('support/stub-engine.ts', [], {});
  const instance = await open(stub.first);
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const bundles = await buildBundles(Object.values(OPERATIONS), folder);
  const environment = functionEnvironment(String(stub.first), 'streamgate-bench-server');
  const results = [];
  for (const operation of ['start', 'renew'] as const) {
    const file = bundles[OPERATIONS[operation]]?.path ?? '';
    const subject = [file, 'handler', operation, String(IN_FLIGHT)];
    const handler = await startModule('support/cpu-subject.ts', subject, environment);
    const served = async (calls = CALLS) => {
      const before = instance.cpuUs();
      await inParallel(calls, IN_FLIGHT, async () => {
        const outcome = await send(agent, instance.url, token, SHOTS[operation]());
        if (outcome !== 200) throw new Error(`${operation}: ${outcome}`);
      });
      return (instance.cpuUs() - before) / calls;
    };
    await handler.ask(WARM_UP);
    await served(WARM_UP);
    const rounds: { handlerUs: number; serverUs: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const handlerUs = await handler.ask(CALLS);
      rounds.push({ handlerUs, serverUs: await served() });
    }
    await handler.close();
    results.push({
      operation,
      handlerUs: median(rounds.map(({ handlerUs }) => handlerUs)),
      serverUs: median(rounds.map(({ serverUs }) => serverUs)),
      /** Without the token, which API Gateway verifies elsewhere. */
      ratio: median(rounds.map(({ handlerUs, serverUs }) => (serverUs - tokenUs) / handlerUs)),
      ratioWithToken: median(rounds.map(({ handlerUs, serverUs }) => serverUs / handlerUs)),
    });
  }
  agent.destroy();
  await instance.stop();
  await stub.close();
  return results;
}
