import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { liveStack } from '../support/live-stack.ts';
import { fail, orUsage, ROOT, run, ScriptError } from '../support/run.ts';
import { readStage, type Stage } from '../support/stage.ts';
import { checkItems } from './check.ts';
import { copyTable, differences } from './copy.ts';

const USAGE = `npm run restore -- --stage <stage> [--region <region>] and one of

  --at <time>        copies the stage's table as it was then (such as 2026-11-24T21:00:00Z) to a new table, and checks the copy;
                     "latest" is about five minutes ago. Viewers do not notice
  --check <table>    checks a table
  --serve <table>    deploys the checked-out commit at once, with the functions on that table
  --back             the same, with the functions on the stack's own table

See docs/recovery.md for when to use which, how long it takes, and what is lost.`;

interface Place {
  readonly stage: string;
  readonly region: string;
  readonly own: Stage;
  readonly client: DynamoDBClient;
}

async function main(): Promise<void> {
  const { help, stage, region = process.env.AWS_REGION || 'us-east-1', at, check, serve, back } = parseOptions();
  if (help) {
    console.log(USAGE);
    return;
  }
  const asked = [at, check, serve, back].filter((each) => each !== undefined);
  if (stage === undefined || asked.length !== 1) {
    throw new ScriptError(`Name the stage, and one of --at, --check, --serve and --back.\n\n${USAGE}`);
  }
  const place = { stage, region, own: readStage(stage, process.env), client: new DynamoDBClient({ region }) };
  try {
    if (at !== undefined) await copy(place, at);
    if (check !== undefined) await assertGood(place, check);
    if (serve !== undefined) await change(place, serve);
    if (back) await change(place, place.own.settings.TABLE_NAME ?? '');
  } finally {
    place.client.destroy();
  }
}

function parseOptions() {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  const help = { type: 'boolean', short: 'h' } as const;
  const options = { stage: text, region: text, at: text, check: text, serve: text, back: yes, help };
  return orUsage(() => parseArgs({ options }).values, USAGE);
}

/** From the table that viewers are served from now, into one whose name says what it is. */
async function copy(place: Place, at: string): Promise<void> {
  const { stage, region, own, client } = place;
  const moment = at === 'latest' ? undefined : new Date(at);
  if (moment !== undefined && (Number.isNaN(moment.getTime()) || !/Z|[+-]\d\d:\d\d$/.test(at))) {
    throw new ScriptError(`"${at}" is not a time with a zone, such as 2026-11-24T21:00:00Z.`);
  }
  const from = (await liveStack(stage, region))?.served;
  if (from === undefined) throw new ScriptError(`There is no stack streamgate-${stage} with a table in ${region}.`);
  const to = `streamgate-${stage}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  console.log(
    `Copying ${from} as it was ${moment === undefined ? 'at the latest possible moment' : `at ${moment.toISOString()}`} to ${to} …`,
  );
  const start = performance.now();
  const protect = own.params.tableDeletionProtection === true;
  await copyTable(client, { from, to, at: moment, protect, warm: warmThroughput(own.params.tableWarmThroughput) });
  console.log(`Done after ${Math.round((performance.now() - start) / 1000)} s.`);
  const wrong = await differences(client, from, to);
  if (wrong.length > 0) throw new ScriptError(`${to} differs from ${from}:\n${wrong.join('\n')}`);
  await assertGood(place, to);
  console.log(`\nTo serve viewers from it: npm run restore -- --stage ${stage} --serve ${to}`);
}

const Warm = z.object({ ReadUnitsPerSecond: z.number(), WriteUnitsPerSecond: z.number() });

/** @returns undefined where the stage has none, which is a reference of CloudFormation's to nothing */
function warmThroughput(param: unknown): z.infer<typeof Warm> | undefined {
  const { success, data } = Warm.safeParse(param);
  return success ? data : undefined;
}

async function assertGood({ client }: Place, table: string): Promise<void> {
  const { users, leases, complete, lastSeenAt, faults } = await checkItems(client, table);
  const seen = lastSeenAt === undefined ? 'never' : new Date(lastSeenAt).toISOString();
  console.log(`${table}: ${users} users${complete ? '' : ' in a sample'}, ${leases} leases, last watched ${seen}`);
  if (faults.length > 0) {
    throw new ScriptError(`${faults.length} items are wrong, such as\n${faults.slice(0, 10).join('\n')}`);
  }
  if (users === 0) throw new ScriptError(`The table ${table} has no users.`);
}

/** The setting first, and then a deploy of it, so that the next deploy goes by the same. */
async function change(place: Place, table: string): Promise<void> {
  const { stage, region, own } = place;
  await assertGood(place, table);
  const SERVED_TABLE = table === own.settings.TABLE_NAME ? '' : table;
  if (own.file !== undefined) write(own.file, SERVED_TABLE);
  // At night nothing hinders it that an ordinary deploy is refused for.
  const allowed = ['other-table', 'auth-none', 'no-subscriber', 'boundary', 'quota'].map((name) => `--allow-${name}`);
  const options = ['--stage', stage, '--region', region, '--at-once', ...allowed];
  await run('npm', ['run', 'deploy', '--', ...options], { show: true, env: own.file ? {} : { SERVED_TABLE } });
  console.log(`\nThe functions now use ${table}.`);
  if (own.file !== undefined) console.log(`Commit and push ${own.file}: a deploy without this change is refused.`);
}

/** Changes one line of a stage's file, and no comment. */
function write(file: string, table: string): void {
  const path = resolve(ROOT, file);
  const document = parseDocument(readFileSync(path, 'utf8'));
  if (table === '') document.delete('SERVED_TABLE');
  else document.set('SERVED_TABLE', table);
  writeFileSync(path, document.toString());
}

await main().catch(fail);
