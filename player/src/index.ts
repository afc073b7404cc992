import { attach } from './attach.ts';
import { browserWorld } from './browser.ts';
import { checkId, isUser, must } from './errors.ts';
import { createMachine } from './machine.ts';
import { followPage } from './page.ts';
import type { PlayerOptions, StreamPlayer } from './types.ts';

export { StreamgateError } from './errors.ts';
export type * from './types.ts';

/**
 * A player that keeps its lease: it asks, renews, goes on through an outage, and gives the slot back when the page
 * closes.
 * @throws StreamgateError for options that cannot work
 * @example
 * const player = createPlayer({ url: 'https://streams.example.com', user: '001', token: () => accessToken() });
 * player.attach(document.querySelector('video'), 'stream_100');
 * player.addEventListener('denied', ({ detail }) => showWhatIsOn(detail.streams));
 */
export function createPlayer(options: PlayerOptions): StreamPlayer {
  check(options);
  const world = browserWorld(options.fetch);
  const machine = createMachine(options, world);
  if (typeof document === 'object') followPage(machine, window, document);
  return Object.assign(machine, { attach: attach.bind(undefined, machine, world) });
}

function check({ url, user, session, token, whenUnreachable = 'play', checkEvery = 1 }: PlayerOptions): void {
  must(typeof url === 'string', 'url must be that of the service.');
  must(isUser(user), `user must be 1 to 255 printable ASCII characters, not "${user}".`);
  if (session !== undefined) checkId('session', session);
  must(!token || typeof token === 'function', 'token must be a function.');
  must(/^(play|stop)$/.test(whenUnreachable), "whenUnreachable must be 'play' or 'stop'.");
  must(checkEvery >= 1, 'checkEvery must be seconds.');
}
