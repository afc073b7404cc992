import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/local/server.ts';
import { ScriptError } from './run.ts';

const READY_MS = 60_000;

/** An AWS account on this machine, gone when it is closed. */
export interface Emulator {
  readonly endpoint: string;
  /** What programs need in their environment to meet this account. */
  readonly environment: Record<string, string>;
  readonly close: () => Promise<void>;
}

/**
 * Starts MiniStack on a free port of the loopback interface. It enforces IAM: a function whose role lacks an action is
 * refused, as on AWS.
 * @param programs the folder of its program
 * @throws ScriptError with its own words if it does not start
 */
export async function startEmulator(programs: string): Promise<Emulator> {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-emulator-'));
  // It starts functions with scripts of CommonJS there, whatever a package.json above them says.
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
  // Its own process group, so that the processes of the functions end with it.
  const child = spawn(join(programs, 'ministack'), {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      GATEWAY_PORT: new URL(endpoint).port,
      BIND_HOST: '127.0.0.1',
      AUTH: 'true',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      STATE_DIR: folder,
      TMPDIR: folder,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close');
  const running = () => child.exitCode === null && child.signalCode === null;
  const end = () => {
    if (child.pid !== undefined && running()) process.kill(-child.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);
  const close = async () => {
    end();
    process.off('exit', end);
    await ended;
  };

  const deadline = Date.now() + READY_MS;
  while (!(await answers(`${endpoint}/_ministack/health`))) {
    if (!running() || Date.now() > deadline) {
      await close();
      throw new ScriptError(`MiniStack did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    close,
  };
}

const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.ok,
    () => false,
  );
