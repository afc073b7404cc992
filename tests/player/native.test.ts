import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createVerifier } from '../../edge/verify.ts';
import type { Machine } from '../../player/src/machine.ts';
import { inPath, native } from '../../player/src/native.ts';
import { KEYS, NOW, pass } from '../support/passes.ts';
import { FakeClock, settled } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService, RENEW_AFTER_SECONDS } from './support/service.ts';

// Safari's own HLS asks with the pass that its playlist was loaded with. The hook loads it anew when that has ended.

const URL_OF_FILM = 'https://cdn.example/live/film/master.m3u8?quality=hd';
const RENEWAL_MS = RENEW_AFTER_SECONDS * 1000;

/** As much of a `<video>` as the hook uses. Loading leaves it at the beginning, as browsers do. */
class Element extends EventTarget {
  readonly loaded: string[] = [];
  paused = true;
  currentTime = 0;
  duration = 3600;
  /** `HTMLMediaElement.HAVE_ENOUGH_DATA`. */
  readyState = 4;
  plays = 0;

  get src(): string {
    return this.loaded.at(-1) ?? '';
  }

  set src(url: string) {
    this.loaded.push(url);
    this.currentTime = 0;
  }

  async play(): Promise<void> {
    this.plays++;
    this.paused = false;
  }

  /** The edge has refused what it asked for. */
  async fail(): Promise<void> {
    this.dispatchEvent(new Event('error'));
    await settled();
  }

  /** Nothing arrives for so long. */
  async starve(ms: number): Promise<void> {
    this.dispatchEvent(new Event('waiting'));
    jest.advanceTimersByTime(ms);
    await settled();
  }
}

let clock: FakeClock;
let laptop: Device;
let player: Machine;
let video: Element;
let letGo: () => void;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] });
  Object.assign(globalThis, { location: { href: 'https://page.example/watch' } });
  clock = new FakeClock();
  const service = new FakeService(clock);
  service.passes = true;
  laptop = new Device(clock, service);
  player = laptop.player();
  video = new Element();
  letGo = native(player, video, URL_OF_FILM);
});
afterEach(() => {
  letGo();
  jest.useRealTimers();
});

const withPass = (name: string) => `https://cdn.example/cat-${name}/live/film/master.m3u8?quality=hd`;

async function play(): Promise<void> {
  await player.start('film');
  await settled();
  video.paused = false;
  video.currentTime = 100;
}

test('the edge takes the pass from the path, also for what a playlist names relatively', () => {
  const verifier = createVerifier(KEYS, { now: () => NOW });
  const served = (url: string) => {
    const { pathname, search } = new URL(url);
    const verdict = verifier.check({ url: `${pathname}${search}`, headers: {} });
    return verdict.outcome === 'passed' ? verdict.url : verdict.reason;
  };
  const playlist = inPath('https://cdn.example/live/stream_100/master.m3u8?a=1', pass());
  expect(served(playlist)).toBe('/live/stream_100/master.m3u8?a=1');
  expect(served(new URL('hd/1.ts', playlist).href)).toBe('/live/stream_100/hd/1.ts');
  expect(served(new URL('/live/stream_100/1.ts', playlist).href)).toBe('missing');
  expect(inPath('/live/film/a', undefined)).toBe('https://page.example/live/film/a');
});

test('nothing is loaded before there is a pass, and a renewal loads nothing', async () => {
  await settled();
  expect(video.loaded).toEqual([]);
  await player.start('film');
  await settled();
  expect(video.loaded).toEqual([withPass('film-1')]);
  expect(video.plays).toBe(0);
  await clock.pass(3 * RENEWAL_MS);
  expect(player.pass).toBe('film-4');
  expect(video.loaded).toHaveLength(1);
});

describe('when the pass has ended', () => {
  test('a film is loaded with the next one, and goes on at the same second', async () => {
    await play();
    await clock.pass(RENEWAL_MS);
    await video.fail();
    expect(video.loaded).toEqual([withPass('film-1'), withPass('film-2')]);
    expect([video.currentTime, video.plays]).toEqual([100, 1]);
    expect(laptop.of('renewstream')).toHaveLength(1);
  });

  test('a live stream goes on where it is live, and one that was paused stays so', async () => {
    await play();
    video.duration = Number.POSITIVE_INFINITY;
    video.paused = true;
    await clock.pass(RENEWAL_MS);
    await video.fail();
    expect(video.loaded).toHaveLength(2);
    expect([video.currentTime, video.plays]).toEqual([0, 0]);
  });

  test('and there is no newer one, the lease is renewed first, once', async () => {
    await play();
    video.dispatchEvent(new Event('error'));
    await video.fail();
    expect(laptop.of('renewstream')).toHaveLength(1);
    expect(video.loaded.at(-1)).toBe(withPass('film-2'));
  });

  test('a browser that tells nothing and only waits is loaded anew after three seconds', async () => {
    await play();
    await clock.pass(RENEWAL_MS);
    video.readyState = 2;
    await video.starve(2999);
    expect(video.loaded).toHaveLength(1);
    jest.advanceTimersByTime(1);
    await settled();
    expect(video.loaded.at(-1)).toBe(withPass('film-2'));
  });

  test('but one that waits with the newest pass, or plays again, is left alone', async () => {
    await play();
    video.readyState = 2;
    await video.starve(3000);
    await clock.pass(RENEWAL_MS);
    video.readyState = 3;
    await video.starve(3000);
    expect(video.loaded).toHaveLength(1);
  });

  test('and the slot is gone, nothing is loaded', async () => {
    await play();
    await player.stop();
    await video.fail();
    expect(video.loaded).toHaveLength(1);
  });
});

test('what has been let go of is never loaded again, also if the pass comes later', async () => {
  letGo();
  await player.start('film');
  await settled();
  await video.fail();
  video.readyState = 2;
  await video.starve(3000);
  expect(video.loaded).toEqual([]);
});
