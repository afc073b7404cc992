import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Unavailable } from '../src/domain/refusals.ts';
import { renewStream } from '../src/domain/renewal.ts';
import { requestStream } from '../src/domain/start.ts';
import { CLIENT_SETTINGS, clientSettings } from '../src/dynamodb/client-settings.ts';
import { startProxy } from '../tests/support/proxy.ts';
import { domain, inParallel } from './support/domain.ts';
import { functionEnvironment } from './support/events.ts';
import { openTable, user } from './support/table.ts';

const TABLE = 'streamgate-bench-retries';
const REQUESTS = 2000;
const WIDTH = 20;

/**
 * Behind a network that cuts one attempt in ten: how often a request fails, where writes are accepted and where they
 * are refused.
 */
export async function retries(endpoint: string) {
  Object.assign(process.env, functionEnvironment(endpoint, TABLE));
  const table = await openTable(TABLE);
  await table.put(Array.from({ length: WIDTH }, (_, i) => user(`full-${i}`, 3)));
  // As on AWS: the read that follows a refusal elsewhere would be a success.
  const proxy = await startProxy(endpoint, { returnItems: true });
  const results = [];
  for (const [settings, config] of [
    ['the SDK’s', () => CLIENT_SETTINGS],
    ['ours', clientSettings],
  ] as const) {
    for (const request of ['renew (accepted)', 'start (refused)'] as const) {
      let attempts = 0;
      let failed = 0;
      let busy = 0;
      // The same attempts are cut in each run.
      proxy.rules.fault = () => ((attempts++ * 7919) % 1000 < 100 ? 'request lost' : undefined);
      const client = new DynamoDBClient({ ...config(), endpoint: proxy.endpoint(0) });
      const deps = domain(client, TABLE);
      await inParallel(REQUESTS, WIDTH, async () => {
        const id = `full-${busy++ % WIDTH}`;
        try {
          if (request.startsWith('renew')) await renewStream(deps, { id, session: 'tv-0' });
          else await requestStream(deps, { id, session: 'new', stream: 'stream_100' });
        } catch (error) {
          if (!(error instanceof Unavailable)) throw error;
          failed++;
        }
      });
      results.push({
        retries: settings,
        request,
        requests: REQUESTS,
        failedPercent: (failed / REQUESTS) * 100,
        attemptsEach: attempts / REQUESTS,
      });
      client.destroy();
    }
  }
  await proxy.close();
  table.client.destroy();
  return results;
}
