import { ACCESS } from '../http/access.ts';
import { query } from '../http/endpoint.ts';
import { probed } from '../http/health.ts';
import { Nothing } from '../http/schemas.ts';

/** GET /health: whether the table answers, as a request would find it. */
export const handler = query(ACCESS.health, Nothing, async (_, deps) => {
  const { latencyMs } = await probed(deps);
  return { body: { status: 'ok', latencyMs } };
});
