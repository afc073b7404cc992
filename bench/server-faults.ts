import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startModule } from './cpu.ts';
import { openBalancer } from './support/balancer.ts';
import { inParallel } from './support/domain.ts';
import { shotOf } from './support/evening.ts';
import { count, openLoop, quantileMs, type Shot } from './support/open-loop.ts';
import type { Subject } from './support/server-subject.ts';

const SECONDS = 20;
/** When something happens, and for how long. */
const BEFORE_MS = 3000;
const FAULT_MS = 5000;

interface Happened {
  /** When the cause was gone, by `performance.now()`. */
  readonly over: number;
  /** Of an instance, at its most. */
  readonly memoryMb?: number;
}

/** What happens while the load goes on. */
interface Phase {
  readonly name: string;
  readonly happens: () => Promise<Happened>;
  readonly shot?: (i: number) => Shot;
}

/**
 * An evening on two instances behind a load balancer, and what may befall them meanwhile: how many requests were
 * answered, and with what, how many were lost, and how long after the cause the last one failed.
 * @param perSecond for all instances together
 */
export async function faults({ open, issuer, token, strange }: Subject, perSecond: number) {
  const stub = await startModule('support/stub-engine.ts', [], { STUB_DELAY_MS: '3' });
  const balancer = openBalancer();
  const add = async () => balancer.add(await open(stub.first));
  await add();
  await add();
  const sockets: Socket[] = [];
  const table = async (state: 'hangs' | 'refuses') => {
    await stub.ask(state);
    await sleep(FAULT_MS);
    await stub.ask('well');
    return { over: performance.now() };
  };
  const replaced = async (signal: 'SIGTERM' | 'SIGKILL') => {
    await add();
    const old = balancer.first();
    old.signal(signal);
    const [code] = await old.exited;
    const over = performance.now();
    if (signal === 'SIGTERM' && code !== 0) throw new Error(`The instance ended with ${code}.`);
    // Until the check has noticed.
    await sleep(1500);
    balancer.remove(old);
    return { over };
  };
  const crowd = async (size: number, text: string) => {
    await connectTo(balancer.first().port, size, text, sockets);
    await sleep(FAULT_MS);
    const memoryMb = balancer.first().memoryMb();
    for (const socket of sockets.splice(0)) socket.destroy();
    return { over: performance.now(), memoryMb };
  };
  const phases: readonly Phase[] = [
    { name: 'nothing', happens: async () => ({ over: performance.now() }) },
    { name: 'SIGTERM of one, after another came', happens: () => replaced('SIGTERM') },
    { name: 'SIGKILL of one, after another came', happens: () => replaced('SIGKILL') },
    { name: 'the table hangs for 5 s', happens: () => table('hangs') },
    { name: 'the table refuses connections for 5 s', happens: () => table('refuses') },
    {
      name: 'the issuer is down, and 2% of tokens have an unknown key',
      happens: async () => {
        issuer.fail(true);
        await sleep(FAULT_MS);
        issuer.fail(false);
        return { over: performance.now() };
      },
      shot: (i) => (i % 50 === 25 ? { ...shotOf(i), token: strange } : shotOf(i)),
    },
    {
      name: '1,000 clients whose headers do not end',
      happens: () => crowd(1000, 'POST /renewstream HTTP/1.1\r\nHost: a\r\n'),
    },
    { name: '10,000 idle connections', happens: () => crowd(10_000, '') },
  ];
  const results = [];
  try {
    for (const { name, happens, shot = shotOf } of phases) {
      const load = openLoop({ target: balancer.next, token, perSecond, seconds: SECONDS, shot });
      await sleep(BEFORE_MS);
      const { over, memoryMb = balancer.first().memoryMb() } = await happens();
      const sent = await load;
      const failed = sent.filter(({ outcome }) => outcome !== 200 && outcome !== 401);
      results.push({
        name,
        sent: sent.length,
        ok: count(sent, 200),
        unavailable: count(sent, 503),
        unauthorized: count(sent, 401),
        lost: count(sent, 'lost'),
        refused: count(sent, 'refused'),
        /** All, but those that a killed process was working on, or that came before the load balancer noticed. */
        needlessly: name.startsWith('SIGKILL')
          ? sent.filter(({ due, outcome }) => outcome === 'lost' && due > over).length
          : count(sent, 'lost', 'refused'),
        p50Ms: quantileMs(sent, 0.5),
        p99Ms: quantileMs(sent, 0.99),
        failedUntilMs: Math.max(0, ...failed.map(({ due }) => due - over)),
        memoryMb,
      });
    }
  } finally {
    for (const socket of sockets) socket.destroy();
    await balancer.close();
    await stub.close();
  }
  return results;
}

async function connectTo(port: number, size: number, text: string, sockets: Socket[]): Promise<void> {
  await inParallel(size, 100, async () => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('error', () => {}).resume();
    if (text !== '') socket.write(text);
  });
}
