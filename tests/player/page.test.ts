import { beforeEach, describe, expect, test } from '@jest/globals';
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

describe('the page', () => {
  const follow = () => {
    const [page, document] = [new EventTarget(), new EventTarget()];
    const player = laptop.player();
    followPage(player, page, document);
    const tell = (type: string, persisted = false) => page.dispatchEvent(Object.assign(new Event(type), { persisted }));
    return { player, page, document, tell };
  };

  test('that is left stops with a request that outlives it; one that comes back starts again', async () => {
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

  test('that is left without a lease sends nothing, and starts nothing when it comes back', async () => {
    const { player, tell } = follow();
    await player.start('film');
    await player.stop();
    const before = laptop.sent.length;
    tell('pagehide', true);
    tell('pageshow', true);
    await clock.pass(60_000);
    expect(laptop.sent).toHaveLength(before);
  });

  test('that is not shown from the back-forward cache sends nothing', async () => {
    const { player, tell } = follow();
    await player.start('film');
    tell('pagehide');
    tell('pageshow');
    await clock.pass(0);
    expect(player.state).toBe('stopped');
  });

  test('is no longer followed once nothing is attached', async () => {
    const { player, page, document } = follow();
    const [added, removed] = [new Set<string>(), new Set<string>()];
    for (const target of [page, document]) {
      const { addEventListener: add, removeEventListener: remove } = target;
      target.addEventListener = (type: string, ...more: [EventListener]) => {
        added.add(type);
        add.call(target, type, ...more);
      };
      target.removeEventListener = (type: string, ...more: [EventListener]) => {
        removed.add(type);
        remove.call(target, type, ...more);
      };
    }
    await player.start('film');
    expect([...added].sort()).toEqual(['online', 'pagehide', 'pageshow', 'resume', 'visibilitychange']);
    await player.stop();
    expect(removed).toEqual(added);
  });

  test('that is shown again renews if it is due, and at once if the device slept', async () => {
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

  test.each([
    ['that has a network again', 'online'],
    ['that is thawed', 'resume'],
  ])('%s renews at once, if the device slept', async (_, type) => {
    const { player, page, document } = follow();
    await player.start('film');
    const wake = () => (type === 'online' ? page : document).dispatchEvent(new Event(type));
    wake();
    await clock.pass(0);
    expect(laptop.of('renewstream')).toHaveLength(0);
    laptop.wrongBy += 600_000;
    wake();
    await clock.pass(0);
    expect(laptop.of('renewstream')).toHaveLength(1);
    wake();
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
