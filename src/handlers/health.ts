import { query } from '../api/endpoint.ts';
import { Nothing } from '../api/schemas.ts';
import { probe } from '../domain/users.ts';

/** GET /health: whether the table answers, as a request would find it. */
export const handler = query('everybody', Nothing, async (_, deps) => {
  const { latencyMs } = await probe(deps);
  return { body: { status: 'ok', latencyMs } };
});
