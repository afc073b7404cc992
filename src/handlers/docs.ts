import script from 'bundle:../pages/docs/browser/main.ts';
import style from 'bundle:../pages/docs/docs.css';
import page from 'page:../pages/docs/page.ts';
import middy from '@middy/core';
import openapi from '../../openapi.json' with { type: 'json' };
import type { HttpAnswer, HttpEvent } from '../http/app.ts';
import { MIDDY_OPTIONS } from '../http/middy-options.ts';
import { pagePolicy, servePage } from '../pages/serve.ts';

const PAGE_POLICY = pagePolicy('data:');

const part = (type: string, text: string) => servePage({ type, text, policy: "default-src 'none'" });

const pages: Record<string, ReturnType<typeof servePage>> = {
  'GET /openapi.json': part('application/json', JSON.stringify(openapi)),
  'GET /docs': servePage({ type: 'text/html; charset=utf-8', text: page, policy: PAGE_POLICY }),
  'GET /docs/docs.js': part('text/javascript; charset=utf-8', script),
  'GET /docs/docs.css': part('text/css; charset=utf-8', style),
};

/** GET /openapi.json, GET /docs and the files that this page loads. */
export const handler = middy<HttpEvent, HttpAnswer>(MIDDY_OPTIONS).handler(async (event) => {
  const serve = pages[event.routeKey];
  // serverless.yml has no other route to this function.
  if (serve === undefined) throw new Error(`There is no page for ${event.routeKey}.`);
  return serve(event);
});
