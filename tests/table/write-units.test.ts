import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { sizeOf } from '../../src/domain/item-size.ts';
import type { Tags } from '../../src/domain/user.ts';
import { createUser, requestStream } from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

// What a write costs: a unit for each begun 1,024 bytes of the item, as the engine counts them.

let table: TestTable;
let id = '';

beforeAll(async () => {
  table = await openTable();
  // A time that ends in zeros takes fewer bytes.
  table.clock.pass(0.337);
});
afterAll(() => table.close());
beforeEach(async () => {
  id = randomUUID();
  await createUser(table.deps, { id, name: 'Robin van Persie', subscription: 'Basic Plan' });
});

/** Starts on a device with a short name, and ends the session of the oldest lease where no slot is free. */
async function start(subscription?: string): Promise<void> {
  table.clock.pass(1);
  const { streams = {} } = (await table.item(id)) ?? {};
  const replace = Object.keys(streams).sort((a, b) => streams[a].startedAt - streams[b].startedAt);
  const request = { id, session: randomUUID(), stream: 'stream_100', device: 'TV', replace, subscription };
  expect(await requestStream(table.deps, request)).toHaveProperty('lease');
}

/** The most units of a write since the last call. */
function units(): number {
  return Math.max(...table.calls.splice(0).map(({ writeUnits }) => writeUnits));
}

test('`ended` costs no second unit, even if the token names a longer plan than the item', async () => {
  for (let i = 0; i < 6; i++) await start();
  expect(Object.keys((await table.item(id))?.ended)).toHaveLength(3);
  expect(units()).toBe(1);
  await start('Premium Plan with all sports, for the whole family');
  expect(Object.keys((await table.item(id))?.ended)).toHaveLength(2);
  expect(units()).toBe(1);
});

/** Ids and names of one kind, all different where the user needs them to be. */
interface Lengths {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly stream: string;
  readonly device: string;
  readonly session: (i: number) => string;
  /** Of a lease that has two. */
  readonly tags: Tags;
}

const USUAL: Lengths = {
  id: '3f0e8a52-6b1c-4a57-9d55-0c5a0f2b7e11',
  name: 'Robin van Persie',
  plan: 'Premium Plan',
  stream: 'title-2026-season-04',
  device: 'Bedroom tele',
  session: () => randomUUID(),
  tags: { quality: 'uhd', network: '5f3a9c1e7b02' },
};

const LONGEST: Lengths = {
  id: 'x'.repeat(255),
  name: 'x'.repeat(128),
  plan: 'x'.repeat(128),
  stream: 'x'.repeat(128),
  device: 'x'.repeat(128),
  session: (i) => String(i).padStart(128, 'x'),
  tags: { ['x'.repeat(32)]: 'x'.repeat(32), ['y'.repeat(32)]: 'y'.repeat(32) },
};

/** An item's bytes: those of its attributes, which cost nothing but themselves, unlike a map's. */
const bytesOf = (item: Record<string, unknown> = {}): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + sizeOf(z.parse(Sized, value)), 0);

const Sized = z.union([z.string(), z.number(), z.record(z.string(), z.unknown())]);

/**
 * The most units of a write of a user who is full, and whose oldest lease is replaced four times; and the item's most
 * bytes.
 */
async function heaviest(leases: number, tagged: boolean, lengths: Lengths) {
  const { name, plan, stream, device, session } = lengths;
  const tags = tagged ? lengths.tags : undefined;
  const userId = lengths.id.slice(0, -2) + String(tagged ? 40 + leases : leases).padStart(2, '0');
  const rules = {
    ...table.deps.rules,
    limits: { standard: leases, byPlan: new Map() },
    whenFull: 'replace-oldest' as const,
  };
  const deps = { ...table.deps, rules: { ...rules, protectSeconds: 0 } };
  await createUser(deps, { id: userId, name, subscription: plan });
  table.calls.length = 0;
  let bytes = 0;
  for (let i = 0; i < leases + 4; i++) {
    table.clock.pass(1);
    expect(await requestStream(deps, { id: userId, session: session(i), stream, device, tags })).toHaveProperty(
      'lease',
    );
    bytes = Math.max(bytes, bytesOf(await table.item(userId)));
  }
  return { units: units(), bytes };
}

test('docs/correctness.md says what a write costs, by leases and by the length of ids', async () => {
  const rows: string[] = [];
  for (const [leases, tagged] of [
    ...[1, 3, 5, 20].map((count) => [count, false] as const),
    [3, true],
    [5, true],
  ] as const) {
    const cells = [];
    for (const lengths of [USUAL, LONGEST]) {
      const { units: most, bytes } = await heaviest(leases, tagged, lengths);
      expect(Math.ceil(bytes / 1024)).toBe(most);
      cells.push(`${bytes.toLocaleString('en')} bytes`, `${most}`);
    }
    rows.push(`| ${leases}${tagged ? ', two tags each' : ''} | ${cells.join(' | ')} |`);
  }
  expect(readFileSync('docs/correctness.md', 'utf8')).toContain(
    ['| leases | usual | write units | longest | write units |', '|---|---|---|---|---|', ...rows].join('\n'),
  );
});
