import { ACCESS } from '../api/access.ts';
import { query } from '../api/endpoint.ts';
import { probed } from '../api/health.ts';
import { Nothing } from '../api/schemas.ts';

/** GET /health: whether the table answers, as a request would find it. */
export const handler = query(ACCESS.health, Nothing, async (_, deps) => {
  const { latencyMs } = await probed(deps);
  return { body: { status: 'ok', latencyMs } };
});
