import { onLambda } from '../composition-root.ts';
import { openDocumentTable } from '../dynamodb/document-table.ts';
import { ACCESS } from '../http/access.ts';
import type { App, Endpoint } from '../http/app.ts';
import { query } from '../http/endpoint.ts';
import { healthOf } from '../http/health.ts';
import { Nothing } from '../http/schemas.ts';

/** GET /health: whether the table answers a read. */
export const health = (app: App): Endpoint => {
  const check = healthOf(app);
  return query(ACCESS.health, Nothing, async () => {
    const { latencyMs } = await check();
    return { body: { status: 'ok', latencyMs } };
  })(app);
};

export const handler = onLambda(health, openDocumentTable);
