import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { playerSizes } from '../../bench/player.ts';
import { TRANSITIONS } from '../../player/src/table.ts';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService } from './support/service.ts';

const README = readFileSync(new URL('../../player/README.md', import.meta.url), 'utf8');
const HOURS = 100;

test.each([
  ['all slots in use', 60],
  ['with a slot to spare', 300],
])('the README tells how many requests an hour of one stream takes, %s', async (words, renewSeconds) => {
  const clock = new FakeClock();
  const service = new FakeService(clock);
  // As the service asks: spread over the last fifth.
  let chance = 0;
  service.renewAfter = () => renewSeconds * (0.8 + (0.2 * (chance++ % 11)) / 10);
  service.leaseMs = renewSeconds * 2500;
  const laptop = new Device(clock, service);
  await laptop.player().start('film');
  await clock.pass(HOURS * 3_600_000);
  const row = README.split('\n').find((line) => line.includes(words) && line.includes('an hour')) ?? '';
  expect(Number(row.split('|')[2])).toBe(Math.ceil(laptop.sent.length / HOURS));
});

const NAMES: Readonly<Record<string, string>> = {
  'streamgate-player.js': 'the module',
  'streamgate-player.classic.js': 'the classic script',
};

test('the README says what a page loads, within the differences of compressors', async () => {
  for (const { file, compressed } of await playerSizes()) {
    const words = NAMES[file] ?? `\`${file}\``;
    const claimed = new RegExp(`\\| ${words}, compressed \\| ([\\d.]+) KB \\|`).exec(README)?.[1];
    expect(Math.abs(Number(claimed) - compressed / 1024)).toBeLessThan(0.1);
  }
});

test('the README has every transition of the table', () => {
  const [, text = ''] = /<!-- transitions -->\n([\s\S]*?)\n<!--/.exec(README) ?? [];
  const [head = [], , ...rows] = text.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const shown = rows.map(([state = '', ...cells]) => [
    state,
    Object.fromEntries(cells.flatMap((cell, i) => (cell === '' ? [] : [[head[i + 1], cell]]))),
  ]);
  expect(Object.fromEntries(shown)).toEqual(TRANSITIONS);
});
