import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { freePort } from '../../tests/support/service.ts';

/** Kernel ticks of CPU time in a second, which Linux fixes for programs. */
const TICKS = 100;

/** The process of an instance, and what it uses. Linux only, as it reads /proc. */
export async function startServerProcess(bundle: string, environment: Record<string, string>) {
  const port = await freePort();
  const child = spawn(process.execPath, [bundle], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment, PORT: String(port) },
  });
  const exited = once(child, 'exit');
  // Whatever becomes of the measurement.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 20_000;
  while (
    !(await fetch(`${url}/ready`)
      .then((answer) => answer.ok)
      .catch(() => false))
  ) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('The server did not start.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    url,
    port,
    /** Microseconds of all its threads so far. */
    cpuUs: () => {
      const [user, system] = proc('stat').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
      return (((user ?? Number.NaN) + (system ?? Number.NaN)) / TICKS) * 1e6;
    },
    memoryMb: () => Number(/^VmRSS:\s+(\d+)/m.exec(proc('status'))?.[1]) / 1024,
    signal: (name: NodeJS.Signals) => child.kill(name),
    /** @returns the code and the signal that it ended with */
    exited,
    stop: async () => {
      end();
      await exited;
      process.off('exit', end);
    },
  };
}

export type ServerProcess = Awaited<ReturnType<typeof startServerProcess>>;
