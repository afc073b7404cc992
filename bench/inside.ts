import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Bench } from 'tinybench';
import { renewal } from './operations.ts';
import { bundle, serviceOptions } from './support/bundles.ts';
import { domain } from './support/domain.ts';
import { functionEnvironment, lambdaContext, playerEvent } from './support/events.ts';
import { median } from './support/numbers.ts';
import { user } from './support/table.ts';

type Parts = typeof import('./inside-parts.ts');

const ROUNDS = 5;
const ITERATIONS = 500;
const USER = 'user-inside';

/** A renewal without a network, taken apart: where the time of the CPU goes. In microseconds, at the median. */
export async function inside(folder: string) {
  Object.assign(process.env, functionEnvironment('http://127.0.0.1:1', 'streamgate-bench-inside'));
  const { path } = await bundle('bench/inside-parts.ts', join(folder, 'inside.mjs'), serviceOptions());
  const parts: Parts = await import(pathToFileURL(path).href);

  const item = user(USER, 2);
  // It lasts for longer than any renewal would, so that the domain takes the answer for what it asked for.
  for (const lease of Object.values(item.streams)) lease.expiresAt += 86_400_000;
  const answer = Buffer.from(JSON.stringify({ Attributes: marshall(item, { removeUndefinedValues: true }) }));
  const transport = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async () => ({ response: { statusCode: 200, headers: {}, body: Readable.from([answer]) } }),
  };
  const settings = parts.parseSettings(process.env);
  const log = new parts.Log(settings, Date.now);
  const client = parts.openClient({ now: Date.now, onSkew: () => undefined }, { cacheMiddleware: true });
  Object.assign(client.config, { requestHandler: transport });
  const deps = {
    ...domain(client, settings.tableName),
    table: parts.plainTable(client, settings.tableName),
    rules: settings.rules,
  };
  const handler = parts.renewEndpoint(parts.createApp(settings, log, deps));
  const raw = new DynamoDBClient({});
  Object.assign(raw.config, { requestHandler: transport });

  const update = renewal();
  const request = { id: USER, session: 'tv-1' };
  const event = playerEvent('/renewstream', USER, request);
  const context = lambdaContext();
  const input: Parameters<Parts['parseBody']>[0] = Object(event);
  const tasks: Record<string, () => unknown> = {
    'raw UpdateItem': () =>
      raw.send(
        new UpdateItemCommand({
          TableName: 'streamgate-bench-inside',
          Key: { id: { S: USER } },
          ...update,
          ExpressionAttributeValues: marshall(update.ExpressionAttributeValues),
          ReturnValues: 'ALL_NEW',
        }),
      ),
    'domain: renewStream': () => parts.renewStream(deps, request),
    'handler: renewStream': () => handler(Object(event), Object(context)),
    'of it: body and schema': () => parts.validate(parts.RenewStream, parts.parseBody(input)),
    'of it: item to user': () => parts.parseItem(item),
    'log and metric of a decision': () =>
      parts.recordDecision(log, { code: 'stream-stopped', user: USER, session: 'tv-1' }, context.awsRequestId),
  };

  const samples = new Map<string, number[]>(Object.keys(tasks).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    const bench = new Bench({ time: 0, iterations: ITERATIONS, warmup: round === 0, throws: true });
    for (const [name, task] of Object.entries(tasks)) bench.add(name, task);
    await bench.run();
    for (const { name, result } of bench.tasks) {
      if (round > 0 && 'latency' in result) samples.get(name)?.push(result.latency.p50 * 1000);
    }
  }
  raw.destroy();
  return [...samples].map(([part, each]) => ({ part, microseconds: median(each) }));
}
