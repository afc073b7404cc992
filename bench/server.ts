import { writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { bundleServer } from '../build/server.ts';
import { localKey } from '../src/local/issuer.ts';
import { signed } from '../src/local/tokens.ts';
import { issuerKeys } from '../src/server/keys.ts';
import { claimsOf } from '../src/server/tokens.ts';
import { signer } from '../tests/support/issuer.ts';
import { startModule } from './cpu.ts';
import { buildBundles } from './support/bundles.ts';
import { inParallel } from './support/domain.ts';
import { AUDIENCE, functionEnvironment, ISSUER } from './support/events.ts';
import { median } from './support/numbers.ts';
import { openLoop, quantile, type Shot, send } from './support/open-loop.ts';
import { startServerProcess } from './support/server-process.ts';

const ROUNDS = 7;
const CALLS = 1500;
const IN_FLIGHT = 50;
const SECONDS = 20;
const IDLE = 10_000;
const OPERATIONS = { start: 'requestStream', renew: 'renewStream' } as const;

type Server = Awaited<ReturnType<typeof startServerProcess>>;

let users = 0;
const shots: Readonly<Record<keyof typeof OPERATIONS, () => Shot>> = {
  start: () => ({ path: '/requeststream', body: bodyOf({ stream: 'stream_100', session: 'tv-new' }) }),
  renew: () => ({ path: '/renewstream', body: bodyOf({ session: 'tv-1' }) }),
};
const bodyOf = (body: object) => JSON.stringify({ id: `user-${users++}`, ...body });

/**
 * The process of an instance: CPU a request beside that of the handler alone, how much it bears, how long a request
 * takes at half of that (a table that answers after 3 ms), and what idle connections cost. One process, as on one core.
 */
export async function server(folder: string) {
  process.env.LOCAL_ISSUER = join(folder, 'issuer');
  const { keysFile } = await localKey(process.env.LOCAL_ISSUER);
  const token = await signed({ iss: ISSUER, aud: AUDIENCE, sub: 'office', scope: 'streams:write streams:admin' });
  const bundle = join(folder, 'server.cjs');
  await bundleServer(bundle);
  const open = (endpoint: unknown) =>
    startServerProcess(bundle, {
      ...functionEnvironment(String(endpoint), 'streamgate-bench-server'),
      AUTH_KEYS: keysFile,
      ACCESS_LOG_EVERY: '100',
      LOG_LEVEL: 'ERROR',
    });
  const tokens = await tokenCosts(folder);
  return {
    tokens,
    cpu: await cpuCosts(folder, open, token, tokens[0]?.us ?? Number.NaN),
    load: await loads(open, token),
  };
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
    for (let i = 0; i < 500; i++) await claimsOf(header, keys);
    const before = process.cpuUsage();
    for (let i = 0; i < 2000; i++) await claimsOf(header, keys);
    const { user, system } = process.cpuUsage(before);
    costs.push({ alg, us: (user + system) / 2000 });
  }
  return costs;
}

async function cpuCosts(folder: string, open: (endpoint: unknown) => Promise<Server>, token: string, tokenUs: number) {
  const stub = await startModule('support/stub-engine.ts', [], {});
  const instance = await open(stub.first);
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const bundles = await buildBundles(Object.values(OPERATIONS), folder);
  const environment = functionEnvironment(String(stub.first), 'streamgate-bench-server');
  const results = [];
  for (const operation of ['start', 'renew'] as const) {
    const file = bundles[OPERATIONS[operation]]?.path ?? '';
    const handler = await startModule('support/cpu-subject.ts', [file, 'handler', operation], environment);
    const served = async () => {
      const before = instance.cpuUs();
      await inParallel(CALLS, IN_FLIGHT, async () => {
        if (!(await send(agent, instance.url, token, shots[operation]()))) throw new Error(`${operation} failed.`);
      });
      return (instance.cpuUs() - before) / CALLS;
    };
    await handler.ask(CALLS);
    await served();
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
    });
  }
  agent.destroy();
  await instance.stop();
  await stub.close();
  return results;
}

/** Of an evening's requests one in eight is a start (npm run capacity -- --simulate); the others are renewals. */
const shot = (i: number): Shot => (i % 8 === 0 ? shots.start() : shots.renew());

async function loads(open: (endpoint: unknown) => Promise<Server>, token: string) {
  const stub = await startModule('support/stub-engine.ts', [], { STUB_DELAY_MS: '3' });
  const instance = await open(stub.first);
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  await inParallel(CALLS, IN_FLIGHT, async (i) => void (await send(agent, instance.url, token, shot(i))));
  const start = performance.now();
  await inParallel(4 * CALLS, IN_FLIGHT, async (i) => void (await send(agent, instance.url, token, shot(i))));
  const bears = (4 * CALLS) / ((performance.now() - start) / 1000);
  agent.destroy();
  const memoryBefore = instance.memoryMb();
  const { times, failed } = await openLoop({ url: instance.url, token, perSecond: bears / 2, seconds: SECONDS, shot });
  const memoryAfter = instance.memoryMb();
  const idleMb = await idleMemory(instance);
  await instance.stop();
  await stub.close();
  return {
    bearsPerSecond: bears,
    offeredPerSecond: bears / 2,
    failed,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    p999Ms: quantile(times, 0.999),
    memoryBeforeMb: memoryBefore,
    memoryAfterMb: memoryAfter,
    [`memoryWith${IDLE}IdleMb`]: idleMb,
  };
}

/** What the process holds with ten thousand connections on which nothing is said. */
async function idleMemory(instance: Server): Promise<number> {
  const sockets: Socket[] = [];
  await inParallel(IDLE, 200, async () => {
    const socket = connect(instance.port, '127.0.0.1');
    sockets.push(socket);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  });
  const memory = instance.memoryMb();
  for (const socket of sockets) socket.destroy();
  return memory;
}
