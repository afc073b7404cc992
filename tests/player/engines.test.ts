import { createContext, runInContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { parse } from 'acorn';
import { codeOf } from '../../player/build.mjs';
import { until } from '../support/until.ts';

const CLASSIC = 'streamgate-player.classic.js';

test.each([
  [CLASSIC, 2015, 'script'],
  ['streamgate-player.js', 2020, 'module'],
  ['hlsjs.js', 2020, 'module'],
  ['shaka.js', 2020, 'module'],
  ['videojs.js', 2020, 'module'],
  ['native.js', 2020, 'module'],
] as const)('%s is written in the language of %i', async (file, ecmaVersion, sourceType) => {
  expect(() => parse('a ||= b', { ecmaVersion, sourceType })).toThrow();
  parse(await codeOf(file), { ecmaVersion, sourceType });
});

/** What engines have learnt since ES2015, as far as a script of today is likely to use it. */
const NEWER = {
  Object: ['entries', 'values', 'fromEntries', 'hasOwn', 'getOwnPropertyDescriptors', 'groupBy'],
  'Array.prototype': [
    'includes',
    'flat',
    'flatMap',
    'at',
    'findLast',
    'findLastIndex',
    'toSorted',
    'toSpliced',
    'with',
  ],
  'String.prototype': ['padStart', 'padEnd', 'trimStart', 'trimEnd', 'matchAll', 'replaceAll', 'at', 'isWellFormed'],
  'Promise.prototype': ['finally'],
  Promise: ['allSettled', 'any', 'withResolvers', 'try'],
  Symbol: ['asyncIterator'],
  this: ['globalThis', 'BigInt', 'WeakRef', 'FinalizationRegistry', 'AggregateError', 'SharedArrayBuffer', 'Atomics'],
};

/** A television of some age: what README.md says that the classic script needs, and nothing else. */
const television = `
  var sent = [], listeners = {}, status = 200;
  var window = this;
  var document = { addEventListener: function () {}, removeEventListener: function () {} };
  function addEventListener(type, listener) { listeners[type] = listener; }
  function removeEventListener(type) { delete listeners[type]; }
  function fetch(url, init) {
    sent.push({ path: url.slice(url.lastIndexOf('/')), body: JSON.parse(init.body), keepalive: init.keepalive });
    return Promise.resolve({
      ok: status === 200,
      status: status,
      headers: { get: function (name) { return name === 'content-type' ? 'application/' + (status === 200 ? 'json' : 'problem+json') : null; } },
      json: function () { return Promise.resolve({ code: status === 410 && 'stream-ended', stream: 'film', renewAfter: 0.02, expiresAt: '2026-11-24T20:00:00.000Z' }); },
    });
  }
  ${Object.entries(NEWER)
    .flatMap(([where, names]) => names.map((name) => `delete ${where}.${name};`))
    .join('\n')}`;

test('the classic script runs on an engine that has what ES2015 had, fetch and little else', async () => {
  const { performance, crypto, setTimeout, clearTimeout } = globalThis;
  const context = createContext({ performance, crypto, setTimeout, clearTimeout });
  const run = (code: string) => runInContext(code, context);
  run(television);
  expect(run('typeof AbortController + typeof EventTarget + typeof localStorage + typeof [].includes')).toBe(
    'undefined'.repeat(4),
  );
  run(await codeOf(CLASSIC));
  run(`
    var player = Streamgate.createPlayer({ url: 'http://service/', user: '001', token: function () { return 'one'; } });
    var ended = [];
    player.addEventListener('ended', function (event) { ended.push(event.detail.reason); });
    var started = player.start('film');`);
  expect(await run('started')).toBe('playing');
  const paths: string[] = await until(
    async () => run('sent.map(function (each) { return each.path; })'),
    (all) => all.length >= 3,
  );
  expect(paths.slice(0, 3)).toEqual(['/requeststream', '/renewstream', '/renewstream']);
  run('listeners.pagehide()');
  expect(run('sent[sent.length - 1]')).toMatchObject({ path: '/stopstream', keepalive: true });
  expect(run('player.state')).toBe('stopped');
  run(`status = 410; listeners.pageshow({ persisted: true });`);
  await until(
    async () => run('player.state + ended'),
    (words) => words === 'endedunknown',
  );
});
