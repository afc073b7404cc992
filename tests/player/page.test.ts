import { beforeEach, describe, expect, test } from '@jest/globals';
import { attach } from '../../player/src/attach.ts';
import { followPage } from '../../player/src/page.ts';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService, RENEW_AFTER_SECONDS } from './support/service.ts';

const RENEW_MS = RENEW_AFTER_SECONDS * 1000;

let clock: FakeClock;
let service: FakeService;
let laptop: Device;

beforeEach(() => {
  clock = new FakeClock();
  service = new FakeService(clock);
  laptop = new Device(clock, service);
});

/** As much of a `<video>` as counts here. */
class FakeVideo extends EventTarget {
  paused = true;
  ended = false;

  async play(): Promise<void> {
    if (!this.paused) return;
    this.paused = false;
    this.dispatchEvent(new Event('play'));
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }

  finish(): void {
    this.ended = true;
    this.pause();
  }
}

function watch(options: Parameters<Device['player']>[0] = {}, more: Parameters<typeof attach>[4] = {}) {
  const player = laptop.player(options);
  const video = new FakeVideo();
  const detach = attach(player, laptop.world(), video, 'film', more);
  return { player, video, detach };
}

describe('an attached video', () => {
  test('asks for a slot with play, whoever calls it, and keeps it through a pause', async () => {
    const { player, video } = watch();
    expect(player.state).toBe('idle');
    await video.play();
    await clock.pass(0);
    expect(player.state).toBe('playing');
    video.pause();
    await clock.pass(29 * 60_000);
    await video.play();
    await clock.pass(60 * 60_000);
    expect(player.state).toBe('playing');
    expect(laptop.of('requeststream')).toHaveLength(1);
  });

  test('gives the slot back after a long pause, and soon after its end, and asks again at play', async () => {
    const { player, video } = watch({}, { releaseAfterPause: 60 });
    await video.play();
    await clock.pass(0);
    video.pause();
    await clock.pass(61_000);
    expect(player.state).toBe('stopped');
    expect(service.leases.size).toBe(0);
    await video.play();
    await clock.pass(0);
    expect(player.state).toBe('playing');
    video.finish();
    await clock.pass(16_000);
    expect(player.state).toBe('stopped');
  });

  test('that goes from a spot to the film keeps its slot', async () => {
    const { player, video } = watch();
    await video.play();
    await clock.pass(0);
    video.finish();
    await clock.pass(2000);
    video.ended = false;
    await video.play();
    await clock.pass(60_000);
    expect(player.state).toBe('playing');
    expect(laptop.of('requeststream')).toHaveLength(1);
  });

  test('that was denied stays paused when the viewer presses play, until a slot is granted', async () => {
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    const { player, video } = watch();
    await video.play();
    await clock.pass(0);
    expect([player.state, video.paused]).toEqual(['denied', true]);
    laptop.delay = 1000;
    await video.play();
    expect([player.state, video.paused]).toEqual(['asking', true]);
    await clock.pass(1000);
    expect([player.state, video.paused]).toEqual(['denied', true]);
    service.leases.delete('tv');
    await video.play();
    await clock.pass(1000);
    expect([player.state, video.paused]).toEqual(['playing', false]);
  });

  test('that is let go of gives the slot back, and asks for nothing any more', async () => {
    const gone = new AbortController();
    const { player, video } = watch({}, { signal: gone.signal });
    await video.play();
    await clock.pass(0);
    gone.abort();
    await clock.pass(0);
    expect(player.state).toBe('stopped');
    expect(service.leases.size).toBe(0);
    await video.play();
    expect(player.state).toBe('stopped');
  });

  test('that waits for an answer goes on waiting, however long the outage lasts', async () => {
    const { player, video } = watch({ whenUnreachable: 'stop' });
    laptop.fate = () => 'lost';
    await video.play();
    await clock.pass(40 * 60_000);
    expect([player.state, video.paused]).toEqual(['unreachable', true]);
    laptop.fate = () => 'served';
    await clock.pass(20_000);
    expect([player.state, video.paused]).toEqual(['playing', false]);
  });

  test('renews by the picture where timers do not run', async () => {
    const { player, video } = watch();
    await video.play();
    await clock.pass(0);
    clock.sleep(RENEW_MS);
    video.dispatchEvent(new Event('timeupdate'));
    await new Promise(setImmediate);
    expect(laptop.of('renewstream')).toHaveLength(1);
    expect(player.state).toBe('playing');
  });
});

describe('the page', () => {
  const follow = () => {
    const [page, document] = [new EventTarget(), new EventTarget()];
    const player = laptop.player();
    followPage(player, laptop.world(), page, document);
    const tell = (type: string, persisted = false) => page.dispatchEvent(Object.assign(new Event(type), { persisted }));
    return { player, page, document, tell };
  };

  test('that is left stops with a request that outlives it; one that comes back asks again', async () => {
    const { player, tell } = follow();
    await player.start('film');
    const { session } = player;
    tell('pagehide', true);
    expect(laptop.sent.at(-1)).toMatchObject({ endpoint: 'stopstream', keepalive: true });
    await clock.pass(0);
    expect(service.leases.size).toBe(0);
    tell('pageshow', true);
    await clock.pass(0);
    expect(player.state).toBe('playing');
    expect(player.session).toBe(session);
  });

  test('that is left with nothing to give back sends nothing, and asks for nothing when it comes back', async () => {
    const { player, tell } = follow();
    await player.start('film');
    await player.stop();
    const before = laptop.sent.length;
    tell('pagehide', true);
    tell('pageshow', true);
    await clock.pass(60_000);
    expect(laptop.sent).toHaveLength(before);
  });

  test('that is shown again renews if that is due, and at once if the device slept', async () => {
    const { player, document } = follow();
    await player.start('film');
    document.dispatchEvent(new Event('visibilitychange'));
    await clock.pass(0);
    expect(laptop.of('renewstream')).toHaveLength(0);
    laptop.wrongBy += 600_000;
    document.dispatchEvent(new Event('visibilitychange'));
    await clock.pass(0);
    expect(laptop.of('renewstream')).toHaveLength(1);
  });

  test('tries again as soon as there is a network', async () => {
    const { player, tell } = follow();
    await player.start('film');
    laptop.fate = () => 'lost';
    await clock.pass(RENEW_MS + 40_000);
    laptop.fate = () => 'served';
    tell('online');
    await clock.pass(0);
    expect(player.state).toBe('playing');
  });
});
