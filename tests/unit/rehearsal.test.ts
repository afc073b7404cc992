import { expect, test } from '@jest/globals';
import type { Account } from '../../scripts/rehearse/account.ts';
import { FAULTS } from '../../scripts/rehearse/faults.ts';
import { rehearse } from '../../scripts/rehearse/rehearsal.ts';
import { serviceUrl } from '../../scripts/rehearse/traffic.ts';

const fault = (name: string) => {
  const found = FAULTS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no fault ${name}.`);
  return found;
};

interface Behaviour {
  /** What fires while a stage is broken, and when, in ms after the fault began. */
  readonly fires?: Readonly<Record<string, number>>;
  readonly goesBack?: boolean;
  readonly well?: boolean;
}

/** An account whose stage behaves so, on a clock that only `sleep` moves. */
function staged({ fires = {}, goesBack = true, well = true }: Behaviour) {
  let clock = 0;
  let brokenAt: number | undefined;
  let version = 1;
  const done: string[] = [];
  const sleep = async (ms: number) => {
    clock += ms;
    // Lets what was begun go on.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const account: Account = {
    stack: 'streamgate-rehearsal',
    deploy: async (changes) => {
      brokenAt = clock;
      done.push(`deploy ${JSON.stringify(changes)}`);
      while (clock - brokenAt < 15 * 60_000) await new Promise((resolve) => setImmediate(resolve));
      brokenAt = undefined;
      if (goesBack) throw new Error('the stack went back');
      version++;
    },
    limitWrites: async (most) => {
      brokenAt = most > 0 ? clock : undefined;
      done.push(`limitWrites ${most}`);
    },
    firing: async () => {
      const since = brokenAt;
      if (since === undefined) return [];
      return Object.entries(fires).flatMap(([name, after]) => (clock - since >= after ? [name] : []));
    },
    versions: async () => String(version),
    well: async () => well,
  };
  const lines: string[] = [];
  const around = { now: () => clock, sleep, print: (line: string) => void lines.push(line) };
  return { account, around, done, lines };
}

test('each fault tries a promise, and one of them an alarm of a release itself', () => {
  for (const { claim } of FAULTS) expect(claim).toMatch(/^(releasing|runbook)\.md/);
  expect(FAULTS.flatMap(({ alarms }) => alarms).filter((name) => name.startsWith('release-'))).toHaveLength(1);
});

test('a wrong audience: the alarm fires, the release goes back, and viewers get through', async () => {
  const { account, around, done, lines } = staged({ fires: { logins: 200_000 } });
  expect(await rehearse(fault('a wrong audience'), account, around)).toEqual([]);
  expect(done).toEqual(['deploy {"AUTH_AUDIENCE":"nobody-rehearsal"}']);
  expect(lines.join('\n')).toMatch(/logins fired after 2\d\d s/);
});

test.each([
  ['an alarm that stays silent', { fires: {} }, 'none of these alarms fired: logins'],
  ['a release that stays', { fires: { logins: 200_000 }, goesBack: false }, 'the deploy succeeded'],
  ['a stage that stays broken', { fires: { logins: 200_000 }, well: false }, 'a viewer cannot start afterwards'],
])('%s is told', async (_, behaviour, told) => {
  const { account, around } = staged(behaviour);
  expect(await rehearse(fault('a wrong audience'), account, around)).toContain(told);
});

test('an answer of 500 must end before any traffic, so that no alarm need fire', async () => {
  const { account, around } = staged({});
  expect(await rehearse(fault('an answer of 500'), account, around)).toEqual([]);
});

test('a throttled table is watched for ten minutes, and gets its writes back', async () => {
  const { account, around, done } = staged({ fires: { unavailable: 240_000 } });
  expect(await rehearse(fault('a throttled table'), account, around)).toEqual([]);
  expect(done).toEqual(['limitWrites 1', 'limitWrites -1']);
  expect(around.now()).toBeGreaterThanOrEqual(600_000);
});

test('nothing is broken while an alarm is in ALARM', async () => {
  const { account, around, done } = staged({});
  const alarmed = { ...account, firing: async () => ['latency'] };
  expect(await rehearse(fault('a throttled table'), alarmed, around)).toEqual([
    'alarms still fired before the fault began',
  ]);
  expect(done).toEqual([]);
});

test('traffic goes where viewers call: by the stage’s own name, where its generated URL answers no more', () => {
  const generated = '  HttpApiUrl: https://a1b2.execute-api.us-east-1.amazonaws.com\n';
  expect(serviceUrl(`Stack Outputs:\n${generated}`)).toBe('https://a1b2.execute-api.us-east-1.amazonaws.com');
  expect(serviceUrl(`${generated}  ServiceUrl: https://streams.example.com\n`)).toBe('https://streams.example.com');
  expect(serviceUrl('Stack Outputs:\n')).toBeUndefined();
});
