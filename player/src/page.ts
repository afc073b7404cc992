import type { Machine } from './machine.ts';
import { isLive } from './table.ts';

/**
 * Follows the life of the page while there is something to follow: a page that is left gives its slot back, one that
 * comes back from the back-forward cache asks again, one that wakes up renews what is due.
 * @param document of the page: where it tells that it is shown or hidden
 */
export function followPage(machine: Machine, page: EventTarget, document: EventTarget): void {
  let following = false;
  /** What played when the page was left. */
  let left = '';

  const wake = () => machine.wake();
  /** There is a network again: what got no answer may get one now. */
  const onOnline = () => machine.wake(machine.state !== 'playing');

  function onHide(): void {
    left = isLive(machine.state) ? machine.stream : '';
    machine.leave();
  }

  function onShow(event: Event): void {
    const stream = left;
    left = '';
    if ((event as PageTransitionEvent).persisted && stream) machine.start(stream);
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
    const wanted = isLive(machine.state) || left !== '';
    if (wanted === following) return;
    following = wanted;
    for (const [target, type, listener] of listeners) {
      if (wanted) target.addEventListener(type, listener);
      else target.removeEventListener(type, listener);
    }
  }
  machine.addEventListener('statechange', update);
}
