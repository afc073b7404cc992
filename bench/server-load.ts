import { Agent } from 'node:http';
import { startModule } from './cpu.ts';
import { inParallel } from './support/domain.ts';
import { shotOf } from './support/evening.ts';
import { median } from './support/numbers.ts';
import { count, openLoop, quantileMs, type Sent, send } from './support/open-loop.ts';
import type { ServerProcess } from './support/server-process.ts';
import type { Subject } from './support/server-subject.ts';

const IN_FLIGHT = 50;
const WARM_UP = 24_000;
const CALLS = 6000;
const WINDOWS = 10;
const SECONDS = 10;

/**
 * How many requests of an evening one core bears, with a table that answers after 3 ms, and how long each takes at half
 * of that. In turns, a bare server gets the same requests at the same rate: what is slow there is Node, the SDK, the
 * machine or the generator.
 */
export async function loads({ open, openBare, token }: Subject) {
  const stub = await startModule('support/stub-engine.ts', [], { STUB_DELAY_MS: '3' });
  const server = side('server', await open(stub.first));
  const bare = side('a bare server', await openBare(stub.first));
  await saturated(bare.instance, token);
  const cpuUs = await saturated(server.instance, token);

  const sides = [server, bare];
  const perSecond = 1e6 / cpuUs / 2;
  const memory: number[] = [];
  for (let i = 0; i < WINDOWS; i++) {
    for (const { instance, sent } of i % 2 === 0 ? sides : sides.toReversed()) {
      const target = () => instance.url;
      sent.push(...(await openLoop({ target, token, perSecond, seconds: SECONDS, shot: shotOf })));
    }
    memory.push(server.instance.memoryMb());
  }
  for (const { instance } of sides) await instance.stop();
  await stub.close();
  const half = (from: number) => median(memory.slice(from * WINDOWS, (from + 0.5) * WINDOWS));
  return {
    cpuUs,
    offeredPerSecond: perSecond,
    times: sides.map(({ which, sent }) => ({ which, ...summary(sent) })),
    firstHalfMb: half(0),
    secondHalfMb: half(0.5),
  };
}

function side(which: string, instance: ServerProcess) {
  const sent: Sent[] = [];
  return { which, instance, sent };
}

/** @returns microseconds of CPU for a request, with as many in flight as keep it busy, once it is warm */
async function saturated({ url, cpuUs }: ServerProcess, token: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const ask = async (i: number) => void (await send(agent, url, token, shotOf(i)));
  await inParallel(WARM_UP, IN_FLIGHT, ask);
  const before = cpuUs();
  await inParallel(CALLS, IN_FLIGHT, ask);
  agent.destroy();
  return (cpuUs() - before) / CALLS;
}

const summary = (sent: readonly Sent[]) => ({
  sent: sent.length,
  failed: sent.length - count(sent, 200),
  p50Ms: quantileMs(sent, 0.5),
  p95Ms: quantileMs(sent, 0.95),
  p99Ms: quantileMs(sent, 0.99),
  p999Ms: quantileMs(sent, 0.999),
});
