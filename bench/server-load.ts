import { Agent } from 'node:http';
import { startModule } from './cpu.ts';
import { inParallel } from './support/domain.ts';
import { shotOf } from './support/evening.ts';
import { median } from './support/numbers.ts';
import { count, openLoop, quantileMs, type Sent, type Shot, send } from './support/open-loop.ts';
import type { Subject } from './support/server-subject.ts';

const IN_FLIGHT = 50;
const WARM_UP = 24_000;
const CALLS = 6000;
const WINDOWS = 12;
const SECONDS = 10;
const TABLE_SECONDS = 3;
/** A table that answers after 3 ms, asked without a server between, takes so long at most on a quiet machine. */
const QUIET_P99_MS = 6;

/**
 * How many requests of an evening one core bears, with a table that answers after 3 ms, and how long each takes at half
 * of that. Before and after each window, the same generator asks the table itself: that part is none of the server's.
 * If the table is slow on either side, other work has taken the cores, and the window says nothing of the server.
 */
export async function loads({ open, token }: Subject) {
  const stub = await startModule('support/stub-engine.ts', [], { STUB_DELAY_MS: '3' });
  const instance = await open(stub.first);
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const ask = async (i: number) => void (await send(agent, instance.url, token, shotOf(i)));
  await inParallel(WARM_UP, IN_FLIGHT, ask);
  const cpuBefore = instance.cpuUs();
  await inParallel(CALLS, IN_FLIGHT, ask);
  const cpuUs = (instance.cpuUs() - cpuBefore) / CALLS;
  agent.destroy();

  const perSecond = 1e6 / cpuUs / 2;
  const memory: number[] = [];
  const windows: { readonly sent: Sent[]; readonly table: Sent[] }[] = [];
  const askTable = () =>
    openLoop({ target: () => String(stub.first), token, perSecond, seconds: TABLE_SECONDS, shot: tableCall });
  let before = await askTable();
  for (let i = 0; i < WINDOWS; i++) {
    const sent = await openLoop({ target: () => instance.url, token, perSecond, seconds: SECONDS, shot: shotOf });
    memory.push(instance.memoryMb());
    const after = await askTable();
    windows.push({ sent, table: [...before, ...after] });
    before = after;
  }
  await instance.stop();
  await stub.close();
  const quiet = windows.filter(({ table }) => quantileMs(table, 0.99) <= QUIET_P99_MS);
  const half = (from: number) => median(memory.slice(from * WINDOWS, (from + 0.5) * WINDOWS));
  return {
    cpuUs,
    offeredPerSecond: perSecond,
    windows: [
      { which: 'all', ...summary(windows) },
      { which: 'quiet', ...summary(quiet) },
    ],
    firstHalfMb: half(0),
    secondHalfMb: half(0.5),
  };
}

function summary(windows: readonly { readonly sent: Sent[]; readonly table: Sent[] }[]) {
  const [sent, table] = [windows.flatMap((window) => window.sent), windows.flatMap((window) => window.table)];
  return {
    windows: windows.length,
    sent: sent.length,
    failed: sent.length - count(sent, 200),
    p50Ms: quantileMs(sent, 0.5),
    p99Ms: quantileMs(sent, 0.99),
    p999Ms: quantileMs(sent, 0.999),
    tableP50Ms: quantileMs(table, 0.5),
    tableP99Ms: quantileMs(table, 0.99),
    tableP999Ms: quantileMs(table, 0.999),
  };
}

/** As the server calls the table for a renewal, without the server. */
const tableCall = (i: number): Shot => ({
  path: '/',
  body: JSON.stringify({
    Key: { id: { S: `user-${i}` } },
    UpdateExpression: 'SET streams.#session = :lease',
    ExpressionAttributeNames: { '#session': 'tv-1' },
    ExpressionAttributeValues: { ':long': { N: '1' }, ':stamp': { N: '1' } },
  }),
});
