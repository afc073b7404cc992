import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { startService } from '../tests/support/service.ts';

const SECONDS = 6;
const CONNECTIONS = [1, 10] as const;

/** Renewals over HTTP through `npm start`: API Gateway's and Lambda's emulation is most of it. */
export async function http() {
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgate-bench-'));
  const service = await startService({ DATA_DIR: dataDir, LOG_LEVEL: 'ERROR' });
  const results = [];
  try {
    const started = await service.post('/requeststream', { id: '001', stream: 'stream_100', session: 'tv-1' });
    if (started.status !== 200) throw new Error(`The stream did not start: ${JSON.stringify(started.body)}`);
    for (const connections of CONNECTIONS) {
      const { requests, latency, non2xx, errors } = await autocannon({
        url: `${service.url}/renewstream`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: '001', session: 'tv-1' }),
        connections,
        duration: SECONDS,
      });
      results.push({
        connections,
        perSecond: requests.average,
        p50Ms: latency.p50,
        p99Ms: latency.p99,
        failed: non2xx + errors,
      });
    }
  } finally {
    await service.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return results;
}
