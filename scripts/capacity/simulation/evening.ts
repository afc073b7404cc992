import type { Deps } from '../../../src/domain/deps.ts';
import { parseSettings } from '../../../src/settings/settings.ts';
import { Device, type Household } from './device.ts';
import { memoryTable } from './engine.ts';
import { HABITS } from './habits.ts';
import { Hits } from './hits.ts';
import { kindOf } from './kinds.ts';
import { Minutes } from './minutes.ts';
import type { Setting } from './settings.ts';
import { Tally } from './tally.ts';
import { randomFrom, Timeline } from './timeline.ts';

/**
 * An evening of so many users, played through the service's own decisions with a simulated clock.
 * @returns what it came to, with one row a minute in `minutes`
 */
export async function evening({ policies = [], ...setting }: Setting) {
  const start = Date.UTC(2026, 10, 24, 18);
  const timeline = new Timeline(start);
  const random = randomFrom(setting.seed);
  const memory = memoryTable('simulation');
  const tally = new Tally(start);
  const hits = new Hits(policies);
  const ofKinds = randomFrom(setting.seed + 1);
  const deps: Deps = {
    table: memory.table,
    rules: {
      ...parseSettings({ TABLE_NAME: 'users', AUTH: 'none' }).rules,
      limits: { standard: 3, byPlan: setting.limitOnePercent > 0 ? new Map([['basic plan', 1]]) : new Map() },
      leaseSeconds: setting.leaseSeconds,
      renewSeconds: setting.renewSeconds,
      spareLeaseSeconds: setting.spareLeaseSeconds,
      spareRenewSeconds: setting.spareRenewSeconds,
      policies: policies.map((policy) => ({ ...policy, share: 0 })),
    },
    now: () => timeline.now,
    random,
    // Devices of one user hardly ever meet here, as each call is done at once.
    sleep: async () => undefined,
    newId: () => '',
    onStampAhead: () => undefined,
  };
  const households: Household[] = [];
  const minutes = new Minutes(() => ({
    streams: households.reduce((sum, { watching }) => sum + watching, 0),
    requests: tally.requests,
    writes: memory.counts.writes,
  }));
  for (let minute = 1; minute <= HABITS.hours * 60; minute++) timeline.in(minute * 60, () => minutes.sample());
  const devices: Device[] = [];
  for (let i = 0; i < setting.users; i++) {
    const id = `user-${i}`;
    const plan = random() * 100 < setting.limitOnePercent ? 'basic plan' : 'premium plan';
    memory.put({
      id,
      name: id,
      createdAt: start - 1000,
      changedAt: start - 1000,
      activeStreams: 0,
      streams: {},
      subscription: plan,
      plan,
    });
    const household: Household = { id, limit: plan === 'basic plan' ? 1 : 3, watching: 0 };
    households.push(household);
    for (let device = 0; device < devicesOf(random()); device++) {
      const world = {
        timeline,
        random,
        deps,
        tally,
        hits,
        household,
        keepsSession: setting.keepsSession,
        kindOf: policies.length > 0 ? (index: number) => kindOf(index, id, ofKinds) : undefined,
      };
      devices.push(new Device(world, device, `${i}-${device}`));
    }
  }
  for (const device of devices) device.live();
  const end = start + HABITS.hours * 3_600_000;
  await timeline.run(end);
  timeline.now = end;
  for (const device of devices) device.count();
  memory.close();
  return { ...tally.report(setting, memory.counts, end), minutes: minutes.all, hits: hits.report() };
}

/** How many devices somebody has, by a number in [0, 1). */
function devicesOf(share: number): number {
  let sum = 0;
  const { devices } = HABITS;
  return (
    devices.findIndex((percent) => {
      sum += percent / 100;
      return share < sum;
    }) + 1 || devices.length
  );
}
