import { beforeEach, describe, expect, test } from '@jest/globals';
import { attach } from '../../player/src/attach.ts';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService, RENEW_AFTER_SECONDS } from './support/service.ts';
import { FakeVideo, type Options, watching } from './support/video.ts';

const RENEW_MS = RENEW_AFTER_SECONDS * 1000;

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
  test('starts with play, whoever calls it, and keeps its slot through a pause', async () => {
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

  test('that was denied stays paused when the viewer presses play, until a start is admitted', async () => {
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    const { player, video } = watch();
    await video.play();
    await clock.pass(0);
    expect([player.state, video.paused]).toEqual(['denied', true]);
    laptop.delay = 1000;
    await expect(video.play()).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect([player.state, video.paused]).toEqual(['asking', true]);
    await clock.pass(1000);
    expect([player.state, video.paused]).toEqual(['denied', true]);
    service.leases.delete('tv');
    await expect(video.play()).rejects.toMatchObject({ name: 'NotAllowedError' });
    await clock.pass(2000);
    expect([player.state, video.paused]).toEqual(['playing', false]);
  });

  test('that waits for an answer keeps waiting, however long the outage lasts', async () => {
    const { player, video } = watch({ whenUnreachable: 'stop' });
    laptop.fate = () => 'lost';
    await video.play();
    await clock.pass(40 * 60_000);
    expect([player.state, video.paused]).toEqual(['unreachable', true]);
    laptop.fate = () => 'served';
    await clock.pass(20_000);
    expect([player.state, video.paused]).toEqual(['playing', false]);
  });

  test('renews as soon as the picture moves again after the device slept', async () => {
    const { video } = watch();
    await video.play();
    await clock.pass(0);
    laptop.wrongBy += 600_000;
    video.dispatchEvent(new Event('timeupdate'));
    video.dispatchEvent(new Event('timeupdate'));
    await clock.pass(0);
    expect(laptop.of('renewstream')).toHaveLength(1);
  });

  test('renews while the picture moves, even if timers do not run', async () => {
    const { player, video } = watch();
    await video.play();
    await clock.pass(0);
    clock.sleep(RENEW_MS);
    video.dispatchEvent(new Event('timeupdate'));
    await new Promise(setImmediate);
    expect(laptop.of('renewstream')).toHaveLength(1);
    expect(player.state).toBe('playing');
  });

  test('requests the channel that the viewer changed to, and not the first one', async () => {
    const { player, video } = watch({}, { releaseAfterPause: 60 });
    await video.play();
    await clock.pass(0);
    await player.start('news');
    video.pause();
    await clock.pass(61_000);
    expect(player.state).toBe('stopped');
    await video.play();
    await clock.pass(0);
    expect(player.lease?.stream).toBe('news');
  });

  test('that is attached again plays the new stream', async () => {
    const { player, video, detach } = watch();
    await video.play();
    await clock.pass(0);
    detach();
    video.pause();
    await clock.pass(0);
    attach(player, laptop.world(), video, 'news');
    await video.play();
    await clock.pass(0);
    expect(player.lease?.stream).toBe('news');
  });

  test('of a player with another stream changes the channel', async () => {
    const { player, video } = watch();
    await video.play();
    await clock.pass(0);
    attach(player, laptop.world(), new FakeVideo(), 'news');
    await clock.pass(0);
    expect(player.lease?.stream).toBe('news');
    expect(laptop.of('requeststream')).toHaveLength(1);
  });

  test('that plays already starts at once', async () => {
    const video = new FakeVideo();
    await video.play();
    const player = laptop.player();
    attach(player, laptop.world(), video, 'film');
    await clock.pass(0);
    expect(player.state).toBe('playing');
  });

  test.each([-1, Number.NaN])('does not take %s for a pause', (releaseAfterPause) => {
    expect(() => watch({}, { releaseAfterPause })).toThrow('releaseAfterPause must be seconds.');
  });

  test('needs a video, and a stream id that the service accepts', () => {
    const nothing: unknown = null;
    expect(() => attach(laptop.player(), laptop.world(), nothing as FakeVideo, 'film')).toThrow(
      'attach needs a <video>.',
    );
    expect(() => attach(laptop.player(), laptop.world(), new FakeVideo(), 'a film')).toThrow('stream must be 1 to 128');
  });

  test('that was stopped continues when a start is admitted, and not before', async () => {
    const { player, video } = watch();
    await video.play();
    await clock.pass(0);
    await player.stop();
    expect(video.paused).toBe(true);
    laptop.delay = 1000;
    player.start('film');
    await clock.pass(999);
    expect([player.state, video.paused]).toEqual(['asking', true]);
    await clock.pass(1);
    expect([player.state, video.paused]).toEqual(['playing', false]);
  });
});
