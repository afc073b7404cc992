// Whether the conformance suite notices what a client does wrong. `npm run conformance` plays all of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { javascriptClient, type Mutation, playOne } from './conformance/play.ts';
import { SCENARIOS } from './conformance/scenarios/all.ts';
import type { Scenario } from './conformance/stage.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgate-suite-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scenario = (words: string) => {
  const [found, ...more] = SCENARIOS.filter(({ name }) => name.includes(words));
  if (!found || more.length > 0) throw new Error(`"${words}" is not in the name of one scenario.`);
  return found;
};

const change = (file: string, from: string, to: string): Mutation => ({ file, from, to });

const WRONG: readonly [string, string, Mutation][] = [
  ['renews too late', 'a start, renewals', change('machine.ts', 'lease.renewAfter * 1000', 'lease.renewAfter * 1100')],
  [
    'takes a firewall for the service',
    "firewall's 403",
    change('answers.ts', 'if (problem && body.code)', 'if (true)'),
  ],
  ['forgets a session in a crash', 'an app that crashed finds', change('sessions.ts', 'storage?.setItem', 'void')],
  ['keeps a session that ended', 'a 410 `replaced`', change('machine.ts', "if (input === 'gone') slot.letGo();", '')],
  ['storms after a no', 'starts after refusals', change('pace.ts', 'noes > 1 ? ', 'noes > 99 ? ')],
  ['trusts the device\u2019s clock', 'five hours ahead', change('pace.ts', '- answer.date', '- Date.now() - 18e6')],
  ['sends a stop once', 'is sent three times', change('slot.ts', 'STOP_TRIES = 3', 'STOP_TRIES = 1')],
  ['lets a token expire', 'last stop has a valid one', change('token.ts', 'if (!keeping ||', 'if (true ||')],
  [
    'asks in a loop when a look gets no answer',
    'a look that gets no answer is repeated',
    change('machine.ts', 'askAt = world.now() + waitAfter', 'askAt = slot.stopOnItsWay ? 0 : world.now() + waitAfter'),
  ],
  ['takes another channel for a look', 'no look', change('slot.ts', 'sent >= lookAt', 'true')],
  ['forgets a stop that was refused', 'a stop that gets a 400', change('slot.ts', 'answer.status === 200 && ', '')],
  [
    'gives no late start back',
    'a start that gets no answer: a second stop',
    change('slot.ts', '!wished.lease &&', 'false &&'),
  ],
  [
    'storms when play is pressed again',
    'a start during a wait',
    change('machine.ts', '(isOther && !refused)', 'lease?.stream !== stream'),
  ],
  ['ends a lease too early', 'runs out while its renewal', change('machine.ts', " && state === 'uncertain'", '')],
  ['keeps what a policy left', 'a channel that a policy', change('machine.ts', ' || stillHolds(answer, session)', '')],
  [
    "asks for a token at a firewall's word",
    'gets no fresh token',
    change('request.ts', "inputOf(answer) === 'silence' ||", ''),
  ],
  [
    'keeps the slot of a dead picture',
    'a video that stands still gives',
    change('attach.ts', "die('stalled')", 'undefined'),
  ],
];

test.each(WRONG)('a client that %s fails', async (name, words, mutation) => {
  const outfile = join(folder, `${name.replace(/\W/g, '-')}.mjs`);
  const command = await javascriptClient(outfile, mutation);
  expect(await playOne(scenario(words), command, `${outfile}.storage`)).toEqual(expect.any(String));
});

test('a client that sends nothing, or what the service refuses, fails, and nothing hangs', async () => {
  const open: Scenario = { name: 'opens', rules: '', play: async (stage) => void (await stage.open()) };
  expect(await playOne(open, [process.execPath, '-e', ''], join(folder, 'silent'))).toContain('no reply to');
  const outfile = join(folder, 'fields.mjs');
  const command = await javascriptClient(
    outfile,
    change(
      'slot.ts',
      '          id: user,\n          stream,',
      '          foo: user,\n          id: user,\n          stream,',
    ),
  );
  expect(await playOne(scenario('waits are short'), command, `${outfile}.storage`)).toContain('foo is no field of it');
});
