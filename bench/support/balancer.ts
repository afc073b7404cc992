import type { ServerProcess } from './server-process.ts';

/** As a load balancer's check is, but every half second. */
const CHECK_MS = 500;

/** Sends each request to the next of the instances that were ready when they were last asked. */
export function openBalancer() {
  const instances = new Map<ServerProcess, boolean>();
  let turn = 0;
  const check = async () => {
    for (const instance of [...instances.keys()]) {
      const answer = await fetch(`${instance.url}/ready`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (instances.has(instance)) instances.set(instance, answer?.ok === true);
    }
  };
  const timer = setInterval(check, CHECK_MS);
  return {
    add: (instance: ServerProcess) => void instances.set(instance, true),
    remove: (instance: ServerProcess) => void instances.delete(instance),
    /** @returns the one that was added first */
    first: (): ServerProcess => {
      const [instance] = instances.keys();
      if (instance === undefined) throw new Error('There is no instance.');
      return instance;
    },
    next: (): string => {
      const ready = [...instances].filter(([, isReady]) => isReady);
      return ready[turn++ % ready.length]?.[0].url ?? 'http://127.0.0.1:1';
    },
    close: async () => {
      clearInterval(timer);
      for (const instance of instances.keys()) await instance.stop();
    },
  };
}
