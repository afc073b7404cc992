import { Agent } from 'node:http';
import { startModule } from './cpu.ts';
import { inParallel } from './support/domain.ts';
import { shotOf } from './support/evening.ts';
import { median } from './support/numbers.ts';
import { count, openLoop, quantileMs, type Sent, send } from './support/open-loop.ts';
import type { startServerProcess } from './support/server-process.ts';
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
  const sides = {
    server: await open(stub.first),
    'a bare server': await openBare(stub.first),
  };
  const { server, 'a bare server': bare } = sides;
  await saturated(bare, token);
  const cpuUs = await saturated(server, token);

  const perSecond = 1e6 / cpuUs / 2;
  const memory: number[] = [];
  const windows: { readonly which: keyof typeof sides; readonly sent: Sent[] }[] = [];
  const order = ['server', 'a bare server'] as const;
  for (let i = 0; i < WINDOWS; i++) {
    for (const which of i % 2 === 0 ? order : order.toReversed()) {
      const target = () => sides[which].url;
      windows.push({ which, sent: await openLoop({ target, token, perSecond, seconds: SECONDS, shot: shotOf }) });
    }
    memory.push(server.memoryMb());
  }
  await server.stop();
  await bare.stop();
  await stub.close();
  const half = (from: number) => median(memory.slice(from * WINDOWS, (from + 0.5) * WINDOWS));
  return {
    cpuUs,
    offeredPerSecond: perSecond,
    times: order.map((which) => ({
      which,
      ...summary(windows.filter((window) => window.which === which).flatMap(({ sent }) => sent)),
    })),
    firstHalfMb: half(0),
    secondHalfMb: half(0.5),
  };
}

/** @returns microseconds of CPU for a request, with as many in flight as keep it busy, once it is warm */
async function saturated({ url, cpuUs }: Awaited<ReturnType<typeof startServerProcess>>, token: string) {
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
