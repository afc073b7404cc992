import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { openApp } from '../composition-root.ts';
import { openPlainTable } from '../dynamodb/plain-table.ts';
import { createEndpoints } from '../endpoints.ts';
import { handler as consolePage } from '../handlers/console.ts';
import { handler as docsPage } from '../handlers/docs.ts';
import type { Endpoint } from '../http/app.ts';
import type { Settings } from '../settings/settings.ts';
import { accessLog } from './access-log.ts';
import { countsOf } from './counts.ts';
import { issuerKeys } from './keys.ts';
import { type LogStream, openLogStream } from './log-stream.ts';
import { readinessOf } from './readiness.ts';
import { createServer } from './server.ts';
import type { ServerSettings } from './settings.ts';

const CONSOLE = ['GET /', 'GET /console.js', 'GET /console.css', 'GET /console.svg'];
const DOCS = ['GET /openapi.json', 'GET /docs', 'GET /docs/docs.js', 'GET /docs/docs.css'];
const COUNT_EVERY_MS = 60_000;

export interface Running {
  /** Becomes unready, answers for a while longer, and ends when no request is open. */
  readonly stop: () => Promise<void>;
}

export async function run(settings: Settings, given: ServerSettings): Promise<Running> {
  const log = openLog(given.log);
  const app = openApp(settings, openPlainTable, log.write);
  const readiness = readinessOf(given.judgesItself, app.deps.now);
  const counts = countsOf(app.log);
  const server = await createServer({
    app,
    endpoints: createEndpoints(app),
    readiness,
    counts,
    behindBalancer: given.behindBalancer,
    pages: { ...pages(given.hasConsole, CONSOLE, consolePage), ...pages(given.hasDocs, DOCS, docsPage) },
    keys: app.auth === 'none' ? undefined : issuerKeys(app.auth.issuer, given.keys, app.deps.now),
    accessLog: accessLog(given.accessLogEvery, (line) => log.write(JSON.stringify(line))),
  });
  const counting = setInterval(counts.write, COUNT_EVERY_MS).unref();
  // Only Linux has `reusePort`, since Node 23.1. Elsewhere the second process cannot listen.
  await server.listen({ port: given.port, host: given.host, ...(given.sharesPort ? { reusePort: true } : {}) });
  return {
    stop: async () => {
      readiness.drain();
      await new Promise((resolve) => setTimeout(resolve, given.drainMs));
      await server.close();
      clearInterval(counting);
      counts.write();
      await log.close();
    },
  };
}

/** Opens the log: CloudWatch if the settings name a group, otherwise standard output. */
function openLog(named: ServerSettings['log']): LogStream {
  if (named === undefined) {
    return { write: (line) => process.stdout.write(`${line}\n`), close: () => Promise.resolve() };
  }
  const client = new CloudWatchLogsClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 },
  });
  return openLogStream(client, named, Date.now);
}

const pages = (on: boolean, routes: readonly string[], endpoint: Endpoint): Record<string, Endpoint> =>
  on ? Object.fromEntries(routes.map((route) => [route, endpoint])) : {};
