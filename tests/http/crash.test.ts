import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, expect, test } from '@jest/globals';
import { startEngine } from '../../src/local/engine.ts';
import { stateOf } from '../support/invariants.ts';
import type { State } from '../support/model.ts';
import { type Service, startService, stopServices } from '../support/service.ts';

/** How often the service is killed. */
const CRASHES = Number(process.env.CRASHES ?? 1);
const USERS = Array.from({ length: 4 }, (_, i) => `crash-${i}`);
const PLAYERS = Array.from({ length: 5 }, (_, i) => `tv-${i}`);
const SETTINGS = { LEASE_SECONDS: '2', LOG_LEVEL: 'ERROR', TABLE_NAME: 'streamgate-crash' };

const dataDir = mkdtempSync(join(tmpdir(), 'streamgate-crash-'));
afterAll(async () => {
  await stopServices();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What each player was last told: the answer is in the table, if nobody took the lease over since. */
type Told = Map<string, { path: string; status: number }>;

/** Players who start, renew and stop, each one thing after the other, until the service is gone. */
async function play(service: Service, told: Told): Promise<number> {
  let answers = 0;
  const player = async (id: string, session: string) => {
    for (let turn = 0; ; turn++) {
      const path = ['/requeststream', '/renewstream', '/stopstream'][turn % 3] ?? '';
      told.delete(`${id} ${session}`);
      const stream = turn % 3 === 0 ? { stream: `s${turn}` } : {};
      const { status } = await service.post(path, { id, session, ...stream }).catch(() => ({ status: 0 }));
      if (status === 0) return;
      expect([200, 409, 410]).toContain(status);
      told.set(`${id} ${session}`, { path, status });
      answers++;
    }
  };
  await Promise.all(USERS.flatMap((id) => PLAYERS.map((session) => player(id, session))));
  return answers;
}

/** What the data say, with no service in between. The counter of every user is checked. */
async function states(): Promise<Map<string, State>> {
  const engine = await startEngine(join(dataDir, 'dynamodb'));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: SETTINGS.TABLE_NAME }));
    return new Map(Items.map((item) => unmarshall(item)).map((item) => [String(item.id), stateOf(item)]));
  } finally {
    client.destroy();
    await engine.close();
  }
}

test(
  'killed under load and started again: no answer is forgotten, the invariants hold, and every slot can be used',
  async () => {
    for (let crash = 0; crash < CRASHES; crash++) {
      const service = await startService({ ...SETTINGS, DATA_DIR: dataDir });
      for (const id of USERS) await service.post('/createuser', { id, Name: 'Van Persie', Subscription: 'basic plan' });
      const told: Told = new Map();
      const playing = play(service, told);
      await new Promise((resolve) => setTimeout(resolve, 1500 + Math.random() * 500));
      await service.kill();
      expect(await playing).toBeGreaterThan(20);

      const after = await states();
      for (const id of USERS) expect(after.get(id)?.leases.length).toBeLessThanOrEqual(3);
      for (const [player, { path, status }] of told) {
        const [id = '', session] = player.split(' ');
        const held = after.get(id)?.leases.some((lease) => lease.session === session);
        // A lease that was not renewed for two seconds may have given way; no other may.
        if (path === '/stopstream' && status === 200) expect([player, held]).toEqual([player, false]);
      }
    }

    const service = await startService({ ...SETTINGS, DATA_DIR: dataDir });
    // The leases of the players who were cut off are still there, and end, as nobody renews them.
    await new Promise((resolve) => setTimeout(resolve, Number(SETTINGS.LEASE_SECONDS) * 1000));
    for (const id of USERS) {
      const start = (session: string) => service.post('/requeststream', { id, session, stream: 'film' });
      const answers = await Promise.all(['a', 'b', 'c', 'd'].map(start));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409]);
    }
    await service.stop();
  },
  60_000 * (CRASHES + 1),
);
