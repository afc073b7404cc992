import { expect, jest, test } from '@jest/globals';
import { createEvents } from '../../player/src/events.ts';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService } from './support/service.ts';

const CHANGE = { state: 'asking', previous: 'idle', mayPlay: true } as const;

test('a listener is called once, however often it was added, and never after its removal or abort', () => {
  const { addEventListener, removeEventListener, dispatch } = createEvents();
  const [plain, signalled, late] = [jest.fn(), jest.fn(), jest.fn()];
  const gone = new AbortController();
  addEventListener('statechange', plain);
  addEventListener('statechange', plain);
  addEventListener('statechange', signalled, { signal: gone.signal });
  addEventListener('statechange', late, { signal: AbortSignal.abort() });
  dispatch('statechange', CHANGE);
  gone.abort();
  removeEventListener('statechange', plain);
  removeEventListener('statechange', late);
  dispatch('statechange', CHANGE);
  expect([plain, signalled, late].map((listener) => listener.mock.calls)).toEqual([
    [[{ type: 'statechange', detail: CHANGE }]],
    [[{ type: 'statechange', detail: CHANGE }]],
    [],
  ]);
});

test('a listener that removes itself does not stop the others', () => {
  const { addEventListener, removeEventListener, dispatch } = createEvents();
  const once = () => removeEventListener('statechange', once);
  const second = jest.fn();
  addEventListener('statechange', once);
  addEventListener('statechange', second);
  dispatch('statechange', CHANGE);
  expect(second).toHaveBeenCalledTimes(1);
});

test('a listener that throws does not stop the others, and its error is reported', async () => {
  const reject = jest.spyOn(Promise, 'reject').mockReturnValue(new Promise<never>(() => {}));
  const { addEventListener, dispatch } = createEvents();
  const fault = new Error('a fault of the page');
  const second = jest.fn();
  addEventListener('statechange', () => {
    throw fault;
  });
  addEventListener('statechange', second);
  dispatch('statechange', CHANGE);
  expect(second).toHaveBeenCalledTimes(1);
  expect(reject).toHaveBeenCalledWith(fault);
  reject.mockRestore();
});

test('a listener that stops the player on its first lease gets no further event of it', async () => {
  const clock = new FakeClock();
  const service = new FakeService(clock);
  const player = new Device(clock, service).player();
  const leases = jest.fn();
  player.addEventListener('lease', leases);
  player.addEventListener('statechange', ({ detail }) => {
    if (detail.state === 'playing') player.stop();
  });
  expect(await player.start('film')).toBe('stopped');
  await clock.pass(60_000);
  expect(leases).not.toHaveBeenCalled();
  expect([service.leases.size, clock.timers]).toEqual([0, 0]);
});
