// One of the ways that bench/cpu.ts compares, in a process of its own: nothing else's work is in its CPU time.
import { pathToFileURL } from 'node:url';
import type { Handler } from './bundles.ts';
import { inParallel } from './domain.ts';
import { lambdaContext, playerEvent } from './events.ts';

const REQUESTS = {
  start: { path: '/requeststream', body: { stream: 'stream_100', session: 'tv-new', device: 'Kitchen tablet' } },
  renew: { path: '/renewstream', body: { session: 'tv-1' } },
};

type Bare = (operation: 'start' | 'renew') => (id: string) => Promise<unknown>;

const [file = '', name = '', operation, inFlight = '50'] = process.argv.slice(2);
if (operation !== 'start' && operation !== 'renew') throw new Error(`There is no operation ${operation}.`);
const module: Record<string, unknown> = await import(pathToFileURL(file).href);
const prepare =
  name === 'handler' ? handled(operation, Object(module[name])) : bare((Object(module[name]) as Bare)(operation));

/** A call that is ready to go: Lambda makes event and context, whatever the function does. */
type Prepare = (id: string) => () => Promise<unknown>;

function handled(kind: keyof typeof REQUESTS, handler: Handler): Prepare {
  const { path, body } = REQUESTS[kind];
  return (id) => {
    const event = playerEvent(path, id, { id, ...body });
    const context = lambdaContext();
    return async () => {
      const answer = await handler(event, context);
      if (answer.statusCode !== 200) throw new Error(`${kind} answered ${answer.statusCode}: ${answer.body}`);
    };
  };
}

function bare(call: ReturnType<Bare>): Prepare {
  return (id) => () => call(id);
}

let users = 0;
/** Microseconds of CPU a call, all threads of this process together. */
async function round(calls: number): Promise<number> {
  const prepared = Array.from({ length: calls }, () => prepare(`user-${users++}`));
  const before = process.cpuUsage();
  await inParallel(calls, Number(inFlight), async (i) => prepared[i]?.());
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

process.on('message', (calls: number) => {
  round(calls).then((microseconds) => process.send?.(microseconds));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
