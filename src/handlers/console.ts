import style from 'bundle:../pages/console/console.css';
import icon from 'bundle:../pages/console/icon.svg';
import html from 'bundle:../pages/console/index.html';
import script from 'bundle:../pages/console/main.ts';
import middy from '@middy/core';
import type { HttpAnswer, HttpEvent } from '../http/app.ts';
import { MIDDY_OPTIONS } from '../http/middy-options.ts';
import { servePage } from '../pages/serve.ts';

/** Its own files, its own service, and no markup made from texts. */
const policy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ...["require-trusted-types-for 'script'", "trusted-types 'none'"],
].join('; ');

const page = servePage({ type: 'text/html; charset=utf-8', text: html, policy });

const files = new Map([
  ['GET /console.js', servePage({ type: 'text/javascript; charset=utf-8', text: script, policy })],
  ['GET /console.css', servePage({ type: 'text/css; charset=utf-8', text: style, policy })],
  ['GET /console.svg', servePage({ type: 'image/svg+xml', text: icon, policy })],
]);

/** GET / and what the page there loads: the console. */
export const handler = middy<HttpEvent, HttpAnswer>(MIDDY_OPTIONS).handler(async (event) =>
  (files.get(event.routeKey) ?? page)(event),
);
