import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import swaggerUiStyle from 'swagger-ui-dist/swagger-ui.css' with { type: 'text' };
import swaggerUi from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'text' };
import openapi from '../../openapi.json' with { type: 'json' };
import style from '../pages/docs/docs.css' with { type: 'text' };
import page from '../pages/docs/docs.html' with { type: 'text' };
import script from '../pages/docs/docs.js' with { type: 'text' };
import { servePage } from '../pages/serve.ts';

/** The page loads its own parts, draws its icons from the style sheet, and talks to this service: nothing else. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const part = (type: string, text: string) => servePage({ type, text, policy: "default-src 'none'" });

const pages: Record<string, ReturnType<typeof servePage>> = {
  'GET /openapi.json': part('application/json', JSON.stringify(openapi)),
  'GET /docs': servePage({ type: 'text/html; charset=utf-8', text: page, policy: PAGE_POLICY }),
  'GET /docs/docs.js': part('text/javascript; charset=utf-8', script),
  'GET /docs/docs.css': part('text/css; charset=utf-8', style),
  'GET /docs/swagger-ui.js': part('text/javascript; charset=utf-8', swaggerUi),
  'GET /docs/swagger-ui.css': part('text/css; charset=utf-8', swaggerUiStyle),
};

/** GET /openapi.json, GET /docs and what that page loads. */
export const handler = async (event: APIGatewayProxyEventV2) => {
  const serve = pages[event.routeKey];
  // serverless.yml routes nothing else here.
  if (serve === undefined) throw new Error(`There is no page for ${event.routeKey}.`);
  return serve(event);
};
