import { beforeEach, describe, expect, test } from '@jest/globals';
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
  const released: string[] = [];
  watched.player.addEventListener('released', ({ detail }) => released.push(detail.reason));
  await watched.video.play();
  await clock.pass(1000);
  return { ...watched, released };
};

const tell = (video: FakeVideo, type: string) => video.dispatchEvent(new Event(type));

describe('a stalled picture', () => {
  test('frees its slot after a minute, and says so', async () => {
    const { player, video, released } = await playing();
    video.stick(true);
    await clock.pass(59_000);
    expect([player.state, released]).toEqual(['playing', []]);
    await clock.pass(31_000);
    expect([player.state, released]).toEqual(['stopped', ['stalled']]);
    expect([service.leases.size, video.paused]).toEqual([0, false]);
    expect(clock.timers).toBe(0);
  });

  test('starts again when it moves, and is paused if the slot is gone', async () => {
    const { player, video } = await playing();
    video.stick(true);
    await clock.pass(80_000);
    video.stick(false);
    await clock.pass(500);
    tell(video, 'timeupdate');
    await clock.pass(0);
    expect([player.state, video.paused]).toEqual(['playing', false]);

    video.stick(true);
    await clock.pass(80_000);
    for (const session of ['tv', 'phone', 'tablet']) service.take(session);
    video.stick(false);
    await clock.pass(500);
    tell(video, 'timeupdate');
    await clock.pass(0);
    expect([player.state, video.paused]).toEqual(['denied', true]);
  });

  test('starts again when the viewer presses play', async () => {
    const { player, video } = await playing();
    video.stick(true);
    await clock.pass(80_000);
    video.pause();
    await video.play();
    await clock.pass(0);
    expect(player.state).toBe('playing');
    await clock.pass(80_000);
    expect(player.state).toBe('stopped');
  });

  test('is not one that moves, is paused, or stands for half a minute', async () => {
    const { player, video, released } = await playing();
    await clock.pass(600_000);
    video.stick(true);
    await clock.pass(30_000);
    video.stick(false);
    await clock.pass(600_000);
    video.pause();
    await clock.pass(600_000);
    expect([player.state, released]).toEqual(['playing', []]);
  });

  test('is not one that the viewer has moved: seeking has as much time as a pause', async () => {
    const { player, video, released } = await playing({}, { releaseAfterPause: 300 });
    video.stick(true);
    video.currentTime = 50;
    tell(video, 'seeked');
    await clock.pass(290_000);
    expect(player.state).toBe('playing');
    await clock.pass(30_000);
    expect([player.state, released]).toEqual(['stopped', ['stalled']]);
  });

  test('is one that its library moves by a tenth of a second', async () => {
    const { player, video } = await playing();
    tell(video, 'timeupdate');
    video.stick(true);
    video.currentTime += 0.1;
    tell(video, 'seeked');
    await clock.pass(80_000);
    expect(player.state).toBe('stopped');
  });

  test('is one that never began to move', async () => {
    const watched = watching(laptop);
    watched.video.stick(true);
    await watched.video.play();
    await clock.pass(76_000);
    expect(watched.player.state).toBe('stopped');
  });

  test('is not one whose tab was frozen, however long', async () => {
    const { player, video, released } = await playing();
    for (let times = 0; times < 3; times++) {
      video.stick(true);
      clock.sleep(600_000);
      await clock.pass(10);
      video.stick(false);
      await clock.pass(60_000);
    }
    expect([player.state, released]).toEqual(['playing', []]);
  });

  test('with an error that is not mended frees its slot at once', async () => {
    const { player, video, released } = await playing();
    video.break();
    await clock.pass(15_000);
    expect([player.state, released, service.leases.size]).toEqual(['stopped', ['error'], 0]);
  });

  test('with an error that a library mends keeps its slot', async () => {
    const { player, video, released } = await playing();
    video.break();
    video.unload();
    await clock.pass(1000);
    await video.play();
    await clock.pass(600_000);
    expect([player.state, released]).toEqual(['playing', []]);
    expect(laptop.of('requeststream')).toHaveLength(1);
  });

  test('that a library unloads when it gives up frees its slot after a minute', async () => {
    const { player, video } = await playing();
    video.unload();
    await clock.pass(60_000);
    expect([player.state, service.leases.size]).toEqual(['stopped', 0]);
  });

  test.each([0, -1, Number.NaN])('does not take %s for how long it may stand', (releaseAfterStall) => {
    expect(() => watching(laptop, {}, { releaseAfterStall })).toThrow('releaseAfterStall must be seconds.');
  });
});

test('an evicted player learns within `checkEvery` seconds that its slot was taken', async () => {
  service.renewAfter = () => 240;
  const player = laptop.player({ checkEvery: 20 });
  await player.start('film');
  service.end(player.session ?? '', 'replaced');
  await clock.pass(20_000);
  expect(player.state).toBe('ended');
});

test('an answer that is not the service’s is reported to the developer each time', async () => {
  const player = laptop.player();
  const unanswered: unknown[] = [];
  player.addEventListener('unanswered', ({ detail }) => unanswered.push([detail.status, detail.message]));
  laptop.fate = () => ({ status: 404, body: '<h1>Not found</h1>' });
  await player.start('film');
  laptop.fate = () => 'lost';
  await clock.pass(1000);
  expect(unanswered).toEqual([
    [404, '404'],
    [0, 'There was no response.'],
  ]);
});
