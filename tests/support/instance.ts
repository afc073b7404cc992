import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
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
  const table = await openTableWay(engine.endpoint);
  const ends: (() => Promise<unknown>)[] = [];

  /** @param settings as in the environment of an instance */
  const start = async (settings: Readonly<Record<string, string>> = {}) => {
    const port = await freePort();
    const child = spawn(node, [bundle], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...LOCAL,
        TABLE_NAME: TABLE,
        AUTH: 'none',
        AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        ...settings,
        PORT: String(port),
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
      url,
      port,
      isReady,
      exited,
      pid: child.pid ?? Number.NaN,
      output: () => output,
      signal: (name: NodeJS.Signals) => child.kill(name),
    };
  };
  return {
    start,
    /** The way to the table: it can hang or refuse, until it is healed. */
    table,
    close: async () => {
      await Promise.all(ends.map((end) => end()));
      table.close();
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A TCP proxy to the engine, for what a network or a table in trouble does. */
async function openTableWay(endpoint: string) {
  let state: 'well' | 'hangs' | 'refuses' = 'well';
  const open = new Set<Socket>();
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((caller) => {
    open.add(caller);
    caller.on('error', () => {}).on('close', () => open.delete(caller));
    if (state === 'refuses') caller.destroy();
    if (state !== 'well') return;
    const engine = connect(Number(new URL(endpoint).port), '127.0.0.1');
    open.add(engine);
    engine.on('error', () => caller.destroy()).on('close', () => open.delete(engine));
    caller.pipe(engine).pipe(caller);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const become = (next: typeof state) => () => {
    state = next;
    cut();
  };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    hang: become('hangs'),
    refuse: become('refuses'),
    heal: () => {
      if (state !== 'well') become('well')();
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
