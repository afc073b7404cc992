import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * An embedded DynamoDB in a process of its own, so that its work does not count as the measured code's. It ends with
 * this one.
 * @param path the folder of its data; without it they are in memory
 */
export async function startEngineProcess(path?: string) {
  const child = fork(fileURLToPath(new URL('engine-process.ts', import.meta.url)), path === undefined ? [] : [path], {
    execArgv: ['--import', 'tsx'],
  });
  const [endpoint] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The engine did not start.'))),
  ]);
  return {
    endpoint: String(endpoint),
    close: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
