import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, expect, test } from '@jest/globals';
import { readData } from '../support/data.ts';
import { stateOf } from '../support/invariants.ts';
import type { State } from '../support/model.ts';
import { type Service, startService, stopServices } from '../support/service.ts';
import { until } from '../support/until.ts';

/** How often the service is killed. */
const CRASHES = Number(process.env.CRASHES ?? 1);
const USERS = Array.from({ length: 4 }, (_, i) => `crash-${i}`);
/** Whose players leave each other alone, as the back office does: what they hold is theirs. */
const CALM = 'crash-calm';
const PLAYERS = Array.from({ length: 5 }, (_, i) => `tv-${i}`);
const IN_PEACE = PLAYERS.slice(0, 3);
const SETTINGS = {
  LEASE_SECONDS: '2',
  SPARE_LEASE_SECONDS: '4',
  SPARE_RENEW_SECONDS: '2',
  LOG_LEVEL: 'ERROR',
  TABLE_NAME: 'streamgate-crash',
};

const dataDir = mkdtempSync(join(tmpdir(), 'streamgate-crash-'));
afterAll(async () => {
  await stopServices();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What each player was last told: the answer is in the table, if nobody took the lease over since. */
type Told = Map<string, { path: string; status: number }>;

/**
 * Players who start, renew and stop, each one thing after the other, and take over from the next one where all slots
 * are in use; and a back office that ends all streams of one user after the other; until the service is gone.
 */
async function play(service: Service, told: Told, progress: { answers: number }): Promise<void> {
  const office = async () => {
    for (let turn = 0; ; turn++) {
      const id = USERS[turn % USERS.length];
      const { status } = await service.post('/revokestreams', { id }).catch(() => ({ status: 0 }));
      if (status === 0) return;
      expect(status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const player = async (id: string, session: string) => {
    const next = PLAYERS[(PLAYERS.indexOf(session) + 1) % PLAYERS.length];
    for (let turn = 0; ; turn++) {
      const path = ['/requeststream', '/renewstream', '/stopstream'][turn % 3] ?? '';
      told.delete(`${id} ${session}`);
      const replace = id === CALM ? {} : { replace: [next] };
      const stream = turn % 3 === 0 ? { stream: `s${turn}`, ...replace } : {};
      const { status } = await service.post(path, { id, session, ...stream }).catch(() => ({ status: 0 }));
      if (status === 0) return;
      // Nothing is known of it, as of a request that was not answered; the next one asks again.
      if (status === 503) continue;
      expect([200, 409, 410]).toContain(status);
      told.set(`${id} ${session}`, { path, status });
      progress.answers++;
    }
  };
  await Promise.all([
    office(),
    ...USERS.flatMap((id) => PLAYERS.map((session) => player(id, session))),
    ...IN_PEACE.map((session) => player(CALM, session)),
  ]);
}

/** What the data say, with no service in between. The counter of every user is checked. */
const states = (): Promise<Map<string, State>> =>
  readData(dataDir, async (client) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: SETTINGS.TABLE_NAME }));
    return new Map(Items.map((item) => unmarshall(item)).map((item) => [String(item.id), stateOf(item)]));
  });

test(
  'killed under load and started again: no answer is forgotten, the invariants hold, and every slot can be used',
  async () => {
    for (let crash = 0; crash < CRASHES; crash++) {
      const service = await startService({ ...SETTINGS, DATA_DIR: dataDir });
      for (const id of [...USERS, CALM])
        await service.post('/createuser', { id, Name: 'Van Persie', Subscription: 'basic plan' });
      const told: Told = new Map();
      const progress = { answers: 0 };
      const playing = play(service, told, progress);
      // A busy machine takes its time.
      await until(
        async () => progress.answers,
        (answers) => answers > 40,
        60_000,
      );
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
      await service.kill();
      await playing;

      const after = await states();
      for (const id of USERS) expect(after.get(id)?.leases?.length).toBeLessThanOrEqual(3);
      for (const [player, { path, status }] of told) {
        const [id = '', session] = player.split(' ');
        const held = after.get(id)?.leases?.some((lease) => lease.session === session);
        // What another user's player held may have been taken since.
        if (status === 200 && (path === '/stopstream' || id === CALM))
          expect([player, path, held]).toEqual([player, path, path !== '/stopstream']);
      }
    }

    const service = await startService({ ...SETTINGS, DATA_DIR: dataDir });
    // The leases of the players who were cut off are still there, and end, the long ones too, as nobody renews them.
    await new Promise((resolve) => setTimeout(resolve, Number(SETTINGS.SPARE_LEASE_SECONDS) * 1000));
    for (const id of USERS) {
      const start = (session: string) => service.post('/requeststream', { id, session, stream: 'film' });
      const answers = await Promise.all(['a', 'b', 'c', 'd'].map(start));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409]);
    }
    await service.stop();
  },
  120_000 * (CRASHES + 1),
);
