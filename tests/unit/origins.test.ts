import { describe, expect, test } from '@jest/globals';
import { OtherOrigin, originsOf, refuseOtherOrigins } from '../../src/http/origins.ts';
import { httpEvent } from '../support/event.ts';

const LISTED = originsOf('https://watch.example.com, http://localhost:3000');
const HOST = 'api.example.com';

function ask(headers: Record<string, string>, { route = 'POST /requeststream', sourceIp = '203.0.113.7' } = {}) {
  const event = httpEvent(route, { headers: { host: HOST, ...headers } });
  const { requestContext } = event;
  refuseOtherOrigins(
    { ...event, requestContext: { ...requestContext, http: { ...requestContext.http, sourceIp } } },
    LISTED,
  );
}

describe('taken is', () => {
  test.each([
    ['what is no browser', {}],
    ['Node’s fetch', { 'sec-fetch-mode': 'cors' }],
    ['the service’s own page', { origin: `https://${HOST}`, 'sec-fetch-site': 'same-origin' }],
    ['the service’s own page, in an old browser', { origin: `https://${HOST}` }],
    [
      'its own page behind a CDN that names another host',
      { origin: 'https://tv.example', 'sec-fetch-site': 'same-origin' },
    ],
    ['a listed origin', { origin: 'https://watch.example.com', 'sec-fetch-site': 'same-site' }],
    ['another listed origin, in an old browser', { origin: 'http://localhost:3000' }],
    ['an address that somebody typed', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
  ])('%s', (_, headers) => {
    expect(() => ask(headers)).not.toThrow();
  });

  test('a link that somebody follows', () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(() => ask(headers, { route: 'GET /getuser' })).not.toThrow();
  });

  test.each(['localhost:8080', '127.0.0.1:8080', '[::1]:8080'])('the console on this machine, as %s', (host) => {
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect(() => ask(headers, { sourceIp: '127.0.0.1' })).not.toThrow();
  });
});

describe('refused is', () => {
  test.each([
    ['a page of another origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['one in an old browser', { origin: 'https://evil.example' }],
    ['one of the same site', { origin: 'https://blog.example.com', 'sec-fetch-site': 'same-site' }],
    ['one on another port', { origin: `https://${HOST}:8443` }],
    ['one whose name starts like a listed one', { origin: 'https://watch.example.com.evil.example' }],
    ['a page without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['what names no origin and comes from another', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a form that navigates', { origin: 'null', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('%s', (_, headers) => {
    for (const route of ['POST /requeststream', 'GET /getuser']) {
      expect(() => ask(headers, { route })).toThrow(OtherOrigin);
    }
  });

  test('a page whose name resolves to this machine (DNS rebinding)', () => {
    const headers = { host: 'evil.example:8080', origin: 'http://evil.example:8080', 'sec-fetch-site': 'same-origin' };
    expect(() => ask(headers, { sourceIp: '::1' })).toThrow('a page of another origin: http://evil.example:8080');
  });

  test('with an origin that is no URL, of which nothing gets into the log', () => {
    expect(() => ask({ origin: 'x\ny' })).toThrow(/: not told$/);
  });
});
