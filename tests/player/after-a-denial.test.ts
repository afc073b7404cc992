import { beforeEach, describe, expect, test } from '@jest/globals';
import { isLive } from '../../player/src/table.ts';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService } from './support/service.ts';
import { type FakeVideo, type Options, watching } from './support/video.ts';

let clock: FakeClock;
let service: FakeService;
let laptop: Device;

beforeEach(() => {
  clock = new FakeClock();
  service = new FakeService(clock);
  laptop = new Device(clock, service);
});

const playing = async (...options: Options) => {
  const watched = watching(laptop, ...options);
  await watched.video.play();
  await clock.pass(1000);
  return watched;
};

describe('a page that calls play after a denial', () => {
  /** Presses play so often, as a watchdog does. */
  const insist = async (video: FakeVideo, ms: number) => {
    let moved = 0;
    for (let passed = 0; passed < ms; passed += 30) {
      if (video.paused) video.play().catch(() => {});
      if (!video.paused) moved++;
      await clock.pass(30);
    }
    return moved;
  };

  test('sends a few starts a minute, and its picture never moves', async () => {
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    const { video } = await playing();
    expect(await insist(video, 60_000)).toBe(0);
    expect(laptop.of('requeststream').length).toBeLessThanOrEqual(10);
  });

  test('plays as soon as a slot is free', async () => {
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    const { player, video } = await playing();
    await insist(video, 20_000);
    service.leases.delete('tv');
    await insist(video, 16_000);
    expect([player.state, video.paused]).toEqual(['playing', false]);
    expect(Object.getOwnPropertyDescriptor(video, 'play')).toBeUndefined();
    // What was learnt in one evening is forgotten with the next yes.
    await player.stop();
    await video.play();
    await clock.pass(0);
    expect(player.state).toBe('playing');
  });

  test('may start again and again, and is slowed down', async () => {
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    const player = laptop.player();
    player.addEventListener('denied', () => player.start('film'));
    player.start('film');
    await clock.pass(60_000);
    expect(laptop.of('requeststream').length).toBeLessThanOrEqual(10);
    expect(isLive(player.state)).toBe(true);
  });

  test('does not slow down the viewer, who picks the stream to end', async () => {
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    const { player, video } = await playing();
    await insist(video, 30_000);
    player.takeOver('tv');
    await clock.pass(0);
    expect([player.state, video.paused]).toEqual(['playing', false]);
  });

  test('has its own play again once it is detached', async () => {
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    const { video, detach } = await playing();
    const own = async () => {};
    detach();
    Object.defineProperty(video, 'play', { configurable: true, writable: true, value: own });
    const again = await playing();
    expect(again.video.paused).toBe(true);
    expect(video.play).toBe(own);
  });

  test('plays with its own play, if it had replaced it before the denial', async () => {
    const { video, player } = await playing({}, {});
    const original = video.play.bind(video);
    let calls = 0;
    const own = () => {
      calls++;
      return original();
    };
    video.play = own;
    await player.stop();
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    await video.play();
    await clock.pass(0);
    expect(player.state).toBe('denied');
    await player.takeOver('tv');
    expect([video.play, calls, video.paused]).toEqual([own, 2, false]);
  });
});
