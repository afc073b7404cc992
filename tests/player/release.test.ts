import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService } from './support/service.ts';
import { type Options, watching } from './support/video.ts';

let clock: FakeClock;
let service: FakeService;
let laptop: Device;

beforeEach(() => {
  clock = new FakeClock();
  service = new FakeService(clock);
  laptop = new Device(clock, service);
});

const watch = (...options: Options) => watching(laptop, ...options);

describe('an attached video', () => {
  test('frees its slot after a long pause and soon after its end, and starts again at play', async () => {
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

  test('that changes from an advert to the film keeps its slot', async () => {
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

  test('that is detached frees its slot, and sends nothing more', async () => {
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

  test('that the browser refuses to autoplay frees its slot, as after a long pause', async () => {
    const { player, video } = watch({}, { releaseAfterPause: 60 });
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    await video.play();
    await clock.pass(0);
    video.refuses = true;
    await player.takeOver('tv');
    await clock.pass(59_000);
    expect([player.state, video.paused]).toEqual(['playing', true]);
    await clock.pass(1001);
    expect(player.state).toBe('stopped');
    expect(service.leases.size).toBe(2);
  });

  test('that is unloaded frees its slot as after a pause, and one that is loaded again keeps it', async () => {
    const { player, video } = watch({}, { releaseAfterPause: 60 });
    await video.play();
    await clock.pass(0);
    video.unload();
    await video.play();
    await clock.pass(120_000);
    expect(player.state).toBe('playing');
    video.unload();
    await clock.pass(60_001);
    expect(player.state).toBe('stopped');
    expect(service.leases.size).toBe(0);
  });

  test('that the viewer pauses during a start stays paused', async () => {
    const { player, video } = watch({}, { releaseAfterPause: 60 });
    await video.play();
    await clock.pass(0);
    await player.stop();
    expect(video.paused).toBe(true);
    laptop.delay = 1000;
    await video.play();
    video.pause();
    await clock.pass(2000);
    expect([player.state, video.paused]).toEqual(['playing', true]);
    await clock.pass(60_000);
    expect(player.state).toBe('stopped');
  });

  test('with a signal that was already aborted is not attached', async () => {
    const { player, video } = watch({}, { signal: AbortSignal.abort() });
    await video.play();
    await clock.pass(0);
    expect(player.state).toBe('idle');
    expect(laptop.sent).toEqual([]);
  });

  test('that is detached during a pause sends nothing more', async () => {
    const { player, video, detach } = watch({}, { releaseAfterPause: 60 });
    await video.play();
    await clock.pass(0);
    video.pause();
    detach();
    await player.start('film');
    await clock.pass(120_000);
    expect(player.state).toBe('playing');
  });

  test('that is detached is no longer paused, and its signal no longer stops the player', async () => {
    const gone = new AbortController();
    const { player, video, detach } = watch({}, { signal: gone.signal });
    await video.play();
    await clock.pass(0);
    detach();
    await video.play();
    await player.start('news');
    gone.abort();
    expect(player.state).toBe('playing');
    await player.stop();
    expect(video.paused).toBe(false);
  });

  test('that is detached before the browser refuses to play it sends nothing more', async () => {
    const { player, video, detach } = watch({}, { releaseAfterPause: 60 });
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    await video.play();
    await clock.pass(0);
    const refused: ((reason: Error) => void)[] = [];
    video.play = () => new Promise((_, reject) => refused.push(reject));
    await player.takeOver('tv');
    expect(refused).toHaveLength(1);
    detach();
    refused[0]?.(new Error('The viewer did not press play.'));
    await player.start('film');
    await clock.pass(120_000);
    expect(player.state).toBe('playing');
  });
});
