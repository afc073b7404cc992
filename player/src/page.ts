import type { Machine } from './machine.ts';
import { isLive } from './table.ts';
import type { World } from './world.ts';

/** How far the clocks may drift apart before it means that the device slept, in milliseconds. */
const SLEPT_MS = 5000;

/**
 * Follows the life of the page while there is something to follow: a page that is left gives its slot back, one that comes back
 * from the back-forward cache asks again, one that wakes up renews what is due.
 * @param document of the page: where it tells that it is shown or hidden
 */
export function followPage(machine: Machine, world: World, page: EventTarget, document: EventTarget): void {
  let following = false;
  /** What played when the page was left. */
  let left: string | undefined;
  // A clock that stands still while the device sleeps falls behind the one on the wall.
  let drift = 0;

  function wake(): void {
    const before = drift;
    drift = world.wall() - world.now();
    machine.wake(Math.abs(drift - before) > SLEPT_MS);
  }

  /** There is a network again: what got no answer may get one now. */
  const onOnline = () => machine.wake(machine.state !== 'playing');

  function onHide(): void {
    left = isLive(machine.state) ? machine.stream : undefined;
    machine.leave();
  }

  function onShow(event: Event): void {
    const stream = left;
    left = undefined;
    if ((event as PageTransitionEvent).persisted && stream !== undefined) machine.start(stream);
    else update();
  }

  const listeners = [
    [page, 'pagehide', onHide],
    [page, 'pageshow', onShow],
    [page, 'online', onOnline],
    [document, 'visibilitychange', wake],
    [document, 'resume', wake],
  ] as const;

  function update(): void {
    const wanted = isLive(machine.state) || left !== undefined;
    if (wanted === following) return;
    following = wanted;
    drift = world.wall() - world.now();
    for (const [target, type, listener] of listeners) {
      if (wanted) target.addEventListener(type, listener);
      else target.removeEventListener(type, listener);
    }
  }
  machine.addEventListener('statechange', update);
}
