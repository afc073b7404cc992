import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bundleServer } from '../../build/server.ts';
import { startEngine } from '../../src/local/engine.ts';
import { createTable } from '../../src/local/table.ts';
import { freePort } from './service.ts';
import { until } from './until.ts';

const TABLE = 'streamgate-instance';
const LOCAL = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** What runs, where it is not this Node with a bundle that is made here. */
interface Program {
  readonly node: string;
  readonly bundle: string;
}

/** The bundle of an instance, an engine for its table, and processes of it. Close it: that ends them all. */
export async function openInstances(program?: Program) {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-instance-'));
  const { node, bundle } = program ?? { node: process.execPath, bundle: join(folder, 'server.cjs') };
  const engine = await startEngine();
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials: CREDENTIALS });
  if (program === undefined) await bundleServer(bundle);
  await createTable(client, TABLE);
  client.destroy();
  const ends: (() => Promise<unknown>)[] = [];

  /** @param settings as in the environment of an instance */
  const start = async (settings: Readonly<Record<string, string>> = {}) => {
    const port = await freePort();
    const child = spawn(node, [bundle], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...{ ...LOCAL, TABLE_NAME: TABLE, AUTH: 'none', AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint },
        ...{ AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...settings, PORT: String(port) },
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const exited = once(child, 'exit');
    ends.push(async () => {
      child.kill('SIGKILL');
      await exited;
    });
    const url = `http://127.0.0.1:${port}`;
    const isReady = () =>
      fetch(`${url}/ready`).then(
        async (response) => (await response.text()) !== '' && response.ok,
        () => false,
      );
    await until(isReady, Boolean, 20_000);
    return {
      ...{ url, port, isReady, exited, pid: child.pid ?? Number.NaN },
      output: () => output,
      signal: (name: NodeJS.Signals) => child.kill(name),
    };
  };
  return {
    start,
    close: async () => {
      await Promise.all(ends.map((end) => end()));
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
