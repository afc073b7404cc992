import { openApp } from '../composition-root.ts';
import { openPlainTable } from '../dynamodb/plain-table.ts';
import { createEndpoints } from '../endpoints.ts';
import { handler as consolePage } from '../handlers/console.ts';
import { handler as docsPage } from '../handlers/docs.ts';
import type { Endpoint } from '../http/app.ts';
import type { Settings } from '../settings/settings.ts';
import { accessLog } from './access-log.ts';
import { issuerKeys } from './keys.ts';
import { readinessOf } from './readiness.ts';
import { createServer } from './server.ts';
import type { ServerSettings } from './settings.ts';

const CONSOLE = ['GET /', 'GET /console.js', 'GET /console.css', 'GET /console.svg'];
const DOCS = ['GET /openapi.json', 'GET /docs', 'GET /docs/docs.js', 'GET /docs/docs.css'];

export interface Running {
  /** Stops being ready, answers for a while longer, and ends once nothing is under way. */
  readonly stop: () => Promise<void>;
}

/** @param write takes a line of the access log */
export async function run(settings: Settings, given: ServerSettings, write: (line: object) => void): Promise<Running> {
  const app = openApp(settings, openPlainTable);
  const readiness = readinessOf(given.judgesItself, app.deps.now);
  const server = await createServer({
    app,
    endpoints: createEndpoints(app),
    readiness,
    behindBalancer: given.behindBalancer,
    pages: { ...pages(given.hasConsole, CONSOLE, consolePage), ...pages(given.hasDocs, DOCS, docsPage) },
    keys: app.auth === 'none' ? undefined : issuerKeys(app.auth.issuer, given.keys, app.deps.now),
    accessLog: accessLog(given.accessLogEvery, write),
  });
  await server.listen({ port: given.port, host: given.host });
  return {
    stop: async () => {
      readiness.drain();
      await new Promise((resolve) => setTimeout(resolve, given.drainMs));
      await server.close();
    },
  };
}

const pages = (on: boolean, routes: readonly string[], endpoint: Endpoint): Record<string, Endpoint> =>
  on ? Object.fromEntries(routes.map((route) => [route, endpoint])) : {};
