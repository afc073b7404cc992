import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { query } from '../api/endpoint.ts';
import { metrics } from '../api/runtime.ts';
import { Nothing } from '../api/schemas.ts';
import { probe } from '../domain/users.ts';

/** GET /health: whether the table answers, as a request would find it. An alarm counts the good answers. */
export const handler = query('everybody', Nothing, async (_, deps) => {
  const { latencyMs } = await probe(deps);
  metrics.addMetric('HealthLatency', MetricUnit.Milliseconds, latencyMs);
  metrics.publishStoredMetrics();
  return { body: { status: 'ok', latencyMs } };
});
