import { afterEach, expect, jest, test } from '@jest/globals';
import { browserWorld } from '../../player/src/browser.ts';
import { createPlayer } from '../../player/src/index.ts';

const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
const setNavigator = (navigator: object) =>
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });

afterEach(() => {
  jest.restoreAllMocks();
  Object.defineProperty(globalThis, 'navigator', before ?? { value: undefined, configurable: true });
});

test("a fetch of the caller's is called as a function: a browser's own fails as a method", async () => {
  const send = jest.fn(async function (this: unknown) {
    if (this !== undefined) throw new TypeError('Illegal invocation');
    return new Response('{}');
  });
  expect((await browserWorld(send).fetch('/')).status).toBe(200);
});

test('a timer that is set for ever does not run at once', async () => {
  const run = jest.fn();
  const cancel = browserWorld(undefined).after(Number.POSITIVE_INFINITY, run);
  await new Promise((resolve) => setTimeout(resolve, 20));
  cancel();
  expect(run).not.toHaveBeenCalled();
});

test('a timer runs once it is due, unless it is cancelled', async () => {
  const { after } = browserWorld(undefined);
  const [run, never] = [jest.fn(), jest.fn()];
  after(1, run);
  after(1, never)();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([run.mock.calls.length, never.mock.calls.length]).toEqual([1, 0]);
});

test("the clock that deadlines go by is not the wall's", () => {
  jest.spyOn(Date, 'now').mockReturnValue(5);
  const world = browserWorld(undefined);
  expect(world.wall()).toBe(5);
  expect(world.now()).not.toBe(5);
});

test('a lock is taken if it is free, and held until it is released', async () => {
  const held = new Map<string, Promise<unknown>>();
  const request = async (
    name: string,
    options: LockOptions,
    run: (lock: object | null) => Promise<void> | undefined,
  ): Promise<void> => {
    expect(options).toEqual({ ifAvailable: true });
    if (held.has(name)) return run(null);
    const holding = Promise.resolve(run({ name }));
    held.set(name, holding);
    await holding;
    held.delete(name);
  };
  setNavigator({ locks: { request } });
  const world = browserWorld(undefined);
  const unlock = await world.lock('a');
  expect(await world.lock('a')).toBeUndefined();
  expect(await world.lock('b')).toBeDefined();
  unlock?.();
  await new Promise(setImmediate);
  expect([...held.keys()]).toEqual(['b']);
});

test('if locks are forbidden, the player assumes that no other one exists', async () => {
  setNavigator({ locks: { request: async () => Promise.reject(new DOMException('No origin.', 'SecurityError')) } });
  expect(await browserWorld(undefined).lock('a')).toBeDefined();
});

test('a lock request without an answer counts as held elsewhere, and nothing hangs', async () => {
  const asked: (() => unknown)[] = [];
  const request = (_name: string, _options: LockOptions, run: (lock: object | null) => unknown) =>
    new Promise(() => asked.push(() => run({})));
  setNavigator({ locks: { request } });
  const { lock } = browserWorld(undefined);
  expect(await lock('a')).toBeUndefined();
  const before = performance.now();
  expect(await lock('b')).toBeUndefined();
  expect(performance.now() - before).toBeLessThan(250);
  // What is granted after all is not kept from others.
  expect(asked.map((grant) => grant())).toEqual([undefined, undefined]);
});

test('without locks, two players of a page still get a session each', async () => {
  setNavigator({});
  const [one, two] = [browserWorld(undefined), browserWorld(undefined)];
  const unlock = await one.lock('a');
  expect(await two.lock('a')).toBeUndefined();
  expect(await two.lock('b')).toBeDefined();
  unlock?.();
  expect(await two.lock('a')).toBeDefined();
});

test('a session has 128 random bits, in characters that the service takes', () => {
  const session = browserWorld(undefined).newSession();
  expect(session).toMatch(/^\d+-\d+-\d+-\d+$/);
  expect(session).not.toBe(browserWorld(undefined).newSession());
});

test('a slash at the end of the url does no harm', async () => {
  const urls: string[] = [];
  const send = async (url: unknown) => {
    urls.push(String(url));
    const headers = { 'content-type': 'application/problem+json' };
    return new Response('{"code":"user-not-found"}', { status: 404, headers });
  };
  for (const url of ['http://service', 'http://service/', 'http://service//', '']) {
    await createPlayer({ url, user: '1', fetch: send }).start('film');
  }
  expect(urls).toEqual([...Array(3).fill('http://service/requeststream'), '/requeststream']);
});

test.each([
  [{ url: 'x', user: '' }, 'user must be 1 to 255'],
  [{ url: 'x', user: ' ' }, 'user must be 1 to 255'],
  [{ url: 'x', user: 'Zoë' }, 'user must be 1 to 255'],
  [{ url: 'x' }, 'user must be 1 to 255'],
  [{ url: 'x', user: 'a'.repeat(256) }, 'user must be 1 to 255'],
  [{ url: 'x', user: '1', session: 'a b' }, 'session must be 1 to 128'],
  [{ url: 'x', user: '1', session: 'a'.repeat(129) }, 'session must be 1 to 128'],
  [{ url: undefined, user: '1' }, 'url must be that of the service.'],
  [{ url: 'x', user: '1', token: 'abc' }, 'token must be a function.'],
  [{ url: 'x', user: '1', whenUnreachable: 'wait' }, "whenUnreachable must be 'play' or 'stop'."],
])('what a developer got wrong is told: %j', (options: object, message) => {
  expect(() => createPlayer(options as Parameters<typeof createPlayer>[0])).toThrow(
    expect.objectContaining({ name: 'StreamgateError', message: expect.stringContaining(message) }),
  );
});

test("a developer's mistake is reported at once", () => {
  const player = createPlayer({ url: 'x', user: '1' });
  expect(() => player.start('')).toThrow('stream must be 1 to 128');
  expect(() => player.start('film', { replace: ['a b'] })).toThrow('replace must be 1 to 128');
  expect(player.state).toBe('idle');
});
