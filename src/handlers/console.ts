import style from 'bundle:../pages/console/console.css';
import icon from 'bundle:../pages/console/icon.svg';
import html from 'bundle:../pages/console/index.html';
import script from 'bundle:../pages/console/main.ts';
import middy from '@middy/core';
import type { HttpAnswer, HttpEvent } from '../http/app.ts';
import { MIDDY_OPTIONS } from '../http/middy-options.ts';
import { pagePolicy, servePage } from '../pages/serve.ts';

const policy = pagePolicy("'self'");

const page = servePage({ type: 'text/html; charset=utf-8', text: html, policy });

const files = new Map([
  ['GET /console.js', servePage({ type: 'text/javascript; charset=utf-8', text: script, policy })],
  ['GET /console.css', servePage({ type: 'text/css; charset=utf-8', text: style, policy })],
  ['GET /console.svg', servePage({ type: 'image/svg+xml', text: icon, policy })],
]);

/** GET / and the files that the console loads. */
export const handler = middy<HttpEvent, HttpAnswer>(MIDDY_OPTIONS).handler(async (event) =>
  (files.get(event.routeKey) ?? page)(event),
);
