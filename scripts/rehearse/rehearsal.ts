import type { Account } from './account.ts';
import { type Fault, judge, type Seen } from './faults.ts';

/** Passed in, so that a test needs no account and no patience. */
export interface Surroundings {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly print: (line: string) => void;
}

const LOOK_EVERY_MS = 20_000;
/** After a fault that no release brought: alarms look at five minutes, and metrics take some to arrive. */
const WATCH_MS = 10 * 60_000;
/** For a roll-back to end, and for alarms to be OK before the next fault. */
const CALM_MS = 30 * 60_000;

/**
 * Breaks a stage in one way, watches what it does about it, and mends it.
 * @returns what was not as it must be; empty if all was
 */
export async function rehearse(fault: Fault, account: Account, around: Surroundings): Promise<string[]> {
  const { now, sleep, print } = around;
  if (!(await calm(account, around))) return ['alarms still fired before the fault began'];
  print(`\n${fault.name}: ${fault.what}`);
  const before = await account.versions();
  const fired = new Map<string, number>();
  const start = now();
  const look = async () => {
    for (const name of await account.firing()) {
      if (fired.has(name)) continue;
      fired.set(name, Math.round((now() - start) / 1000));
      print(`  ${name} fired after ${fired.get(name)} s`);
    }
  };

  let over = false;
  let deployFailed = false;
  const caused = fault
    .cause(account)
    .catch((error: unknown) => {
      // A fault that comes by no release has to be made at least.
      if (!fault.released) throw error;
      deployFailed = true;
    })
    .finally(() => {
      over = true;
    });
  try {
    while (!over || (!fault.released && now() - start < WATCH_MS)) {
      await sleep(LOOK_EVERY_MS);
      await look();
    }
    await caused;
  } finally {
    await fault.cure(account);
  }
  await calm(account, around);
  const seen: Seen = {
    fired,
    deployFailed,
    sameVersions: (await account.versions()) === before,
    well: await account.well(),
  };
  const faults = judge(fault, seen);
  print(faults.length === 0 ? '  as expected' : faults.map((each) => `  NOT as expected: ${each}`).join('\n'));
  return faults;
}

/** Waits until no alarm of the stage is in ALARM. @returns false if one stays so */
async function calm(account: Account, { now, sleep }: Surroundings): Promise<boolean> {
  const end = now() + CALM_MS;
  while ((await account.firing()).length > 0) {
    if (now() > end) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}
