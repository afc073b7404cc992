import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { orFail, orUsage, ScriptError, showUsage } from '../scripts/support/run.ts';
import { Histories, type Load } from './support/histories.ts';
import { openTable } from './support/table.ts';

const USAGE = `npm run test:soak -- [options]: random histories of many writers, with faults injected, checked round by round

  --minutes N      how long (10)
  --operations N   how many operations at least; the longer of the two counts (0)
  --seed S         the same seed makes the same operations and faults (the time)
  --writers N      how many act at the same time (32)
  --faults F       the share of attempts that go wrong (0.08)

It runs on an embedded engine, or on the one that DYNAMODB_ENDPOINT names.`;

const OPTIONS = {
  minutes: { type: 'string', default: '10' },
  operations: { type: 'string', default: '0' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
  writers: { type: 'string', default: '32' },
  faults: { type: 'string', default: '0.08' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parse() {
  const { values } = orUsage(() => parseArgs({ options: OPTIONS }), USAGE);
  if (values.help) showUsage(USAGE);
  const number = (name: Exclude<keyof typeof OPTIONS, 'help'>, isRight: (value: number) => boolean) => {
    const value = Number(values[name]);
    if (values[name].trim() !== '' && Number.isFinite(value) && isRight(value)) return value;
    throw new ScriptError(`--${name} cannot be ${values[name]}.\n\n${USAGE}`);
  };
  const count = (value: number) => Number.isInteger(value) && value >= 0;
  const operations = number('operations', count);
  return {
    operations,
    minutes: number('minutes', (value) => value > 0 || (value === 0 && operations > 0)),
    seed: number('seed', count),
    writers: number('writers', (value) => count(value) && value > 0),
    faults: number('faults', (value) => value >= 0 && value < 1),
  };
}

const { minutes, operations, seed, writers, faults } = orFail(parse);
const repeat = `npm run test:soak -- --seed ${seed} --writers ${writers} --faults ${faults} --minutes ${minutes} --operations ${operations}`;
console.log(`Seed ${seed}. To repeat: ${repeat}`);

if (!process.env.DYNAMODB_ENDPOINT) {
  const [endpoint] = await once(fork(new URL('./support/engine-process.ts', import.meta.url)), 'message');
  process.env.DYNAMODB_ENDPOINT = endpoint;
}
const table = await openTable();

const loads: Load[] = [
  { seed, writers, faults, users: 1, returnItems: true },
  { seed: seed + 1_000, writers, faults, users: 4, returnItems: true },
  { seed: seed + 2_000, writers, faults, users: 4, returnItems: false },
  { seed: seed + 3_000, writers, faults, users: 32, returnItems: false },
];
const histories = await Promise.all(loads.map((load) => Histories.open(table, load)));
const started = Date.now();
const elapsed = () => Math.round((Date.now() - started) / 1000);
let done = 0;
let rounds = 0;
let told = 0;
try {
  while (elapsed() < minutes * 60 || done < operations) {
    for (const one of histories) done += await one.round();
    for (const one of ++rounds % 20 === 0 ? histories : []) await one.checkSlots();
    if (elapsed() >= told + 10) {
      told = elapsed();
      console.log(`${told} s: ${done} operations, no broken invariant, every history has an order`);
    }
  }
  for (const one of histories) await one.checkSlots();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`\nFailed after ${done} operations. To repeat: ${repeat}`);
  process.exit(1);
}

const sum = (counts: readonly ReadonlyMap<string, number>[]) => {
  const all = new Map<string, number>();
  for (const [name, count] of counts.flatMap((each) => [...each])) all.set(name, (all.get(name) ?? 0) + count);
  return Object.fromEntries([...all].sort(([, a], [, b]) => b - a));
};
console.log('Answers:', sum(histories.map((one) => one.answers)));
console.log('Faults:', sum(histories.map((one) => one.faults)));
console.log(
  `${done} operations of ${writers} writers in ${elapsed()} s: no broken invariant, and every history has an order.`,
);
await Promise.all(histories.map((one) => one.close()));
await table.close();
process.exit(0);
