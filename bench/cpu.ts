import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildBundles, bundleBare } from './support/bundles.ts';
import { functionEnvironment } from './support/events.ts';
import { median } from './support/numbers.ts';

const WARM_UP = 12_000;
const ROUNDS = 9;
const CALLS = 1000;
const OPERATIONS = { start: 'requestStream', renew: 'renewStream' } as const;

/**
 * The CPU time of a decision, with fifty in flight over real sockets, a new user each, and the log going to a pipe as
 * it does on Lambda: the built handler, with all that it does, against a call of the SDK that only calls. The engine is
 * a stub that answers at once, in a process of its own. One call at a time, the engine's own time would hide the
 * difference.
 */
export async function cpu(folder: string) {
  const stub = await startModule('support/stub-engine.ts', [], {});
  const environment = functionEnvironment(String(stub.first), 'streamgate-bench-cpu');
  const bundles = await buildBundles(Object.values(OPERATIONS), folder);
  const bare = await bundleBare('support/bare-calls', folder);
  const results = [];
  for (const operation of ['start', 'renew'] as const) {
    const handler = bundles[OPERATIONS[operation]]?.path ?? '';
    const subjects = await Promise.all(
      [
        [handler, 'handler'],
        [bare.path, 'document'],
        [bare.path, 'marshalled'],
      ].map(([file = '', name = '']) => startModule('support/cpu-subject.ts', [file, name, operation], environment)),
    );
    for (const subject of subjects) await subject.ask(WARM_UP);
    const rounds: number[][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const costs = subjects.map(() => Number.NaN);
      // In turns, forwards and backwards.
      const order = [...subjects.keys()];
      for (const i of round % 2 === 0 ? order : order.reverse())
        costs[i] = (await subjects[i]?.ask(CALLS)) ?? Number.NaN;
      rounds.push(costs);
    }
    for (const subject of subjects) await subject.close();
    const of = (pick: (costs: readonly number[]) => number | undefined) =>
      median(rounds.map((costs) => pick(costs) ?? Number.NaN));
    results.push({
      operation,
      handlerUs: of(([ours]) => ours),
      documentUs: of(([, document]) => document),
      plainUs: of(([, , plain]) => plain),
      ratio: of(([ours = Number.NaN, document = Number.NaN]) => ours / document),
      ratioToPlain: of(([ours = Number.NaN, , plain = Number.NaN]) => ours / plain),
    });
  }
  await stub.close();
  return results;
}

/** A process that answers each message with one. What it prints goes through a pipe to nobody. */
export async function startModule(file: string, args: string[], environment: Record<string, string>) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--import', 'tsx', '--expose-gc', '--no-warnings'],
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.stdout?.resume();
  const answer = async (): Promise<unknown> => {
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended.`))),
    ]);
    return message;
  };
  return {
    first: await answer(),
    ask: (message: number | string): Promise<number> => {
      child.send(message);
      return answer().then(Number);
    },
    close: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
