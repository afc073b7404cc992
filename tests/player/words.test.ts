// What README.md and docs/writing-a-player.md say in words, held to the code and to each other.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { backoff } from '../../player/src/pace.ts';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService } from './support/service.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const flat = (path: string): string => read(path).replace(/\s+/g, ' ');
const README = read('player/README.md');
const TYPES = read('player/src/types.ts');

/** The names of the fields of an interface. */
function fieldsOf(name: string): string[] {
  const [, body = ''] = new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(TYPES) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].flatMap(([, field]) => field ?? []);
}

/** The first cells of the README's tables. */
const cells = [...README.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = '']) => cell);

test.each(['PlayerOptions', 'PlayerEvents'])('the README has a row for each field of %s', (name) => {
  const fields = fieldsOf(name);
  expect(fields.length).toBeGreaterThanOrEqual(6);
  for (const field of fields)
    expect([field, cells.some((cell) => cell.startsWith(`\`${field}`))]).toEqual([field, true]);
});

test('the README names each field of AttachOptions', () => {
  const [, named = ''] = /`attach\(video, stream, \{ ([^}]+) \}\)`/.exec(README) ?? [];
  expect(named.split(', ')).toEqual(fieldsOf('AttachOptions'));
});

test('the README names each property and method of a player', () => {
  const fields = fieldsOf('StreamPlayer').filter((field) => !/^(attach|\w+EventListener)$/.test(field));
  for (const field of fields) expect([field, cells.some((cell) => cell.includes(`\`${field}`))]).toEqual([field, true]);
});

test('the README and the page for porters have the code’s waits', () => {
  const device = new Device(new FakeClock(), new FakeService(new FakeClock()));
  const waits = [0, 1, 2, 3, 4, 5].map((failures) => backoff(failures, device.world()) / 1000);
  expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
  expect(flat('player/README.md')).toContain('after 1, 2, 4, 8, then every 15 seconds');
  expect(flat('docs/writing-a-player.md')).toContain('min(2ⁿ⁻¹, 15) seconds, less a random part of up to half');
});

test.each([
  ['no answer in 8 seconds', 'no answer in 8 seconds'],
  ['half an hour after a seek', 'After a seek, allow 30 minutes'],
  [
    'or 15 seconds after an error, unless the video plays again',
    '15 seconds after an error, unless the video plays again',
  ],
  ["API Gateway's own 401", 'API Gateway refuses a token by itself'],
  [
    'up to one minute if all slots were in use at its last renewal, and up to five otherwise',
    'up to a minute if all slots were in use at its last renewal, up to five',
  ],
  ['`application/problem+json` with a `code`', '`application/problem+json` with a `code`'],
  ['or a 401 without a `token` function', 'after a second 401, or where there are no tokens, stops'],
  ['`streams` are the other sessions whose end would help', 'those whose end would help'],
  ['keeps its session for the next start', 'keeps the session for the next start'],
  ['checks after three seconds that its lease is still there', 'The look is a renewal, 3 seconds after'],
  [
    'If that stream is already requested, it sends nothing',
    'A start of the stream that you already ask for sends nothing',
  ],
])('the README says %j, and the page of porters %j', (readme, page) => {
  expect(flat('player/README.md')).toContain(readme);
  expect(flat('docs/writing-a-player.md')).toContain(page);
});
