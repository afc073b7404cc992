import type { ListenerOptions, PlayerEvent, PlayerEvents } from './types.ts';

type Listener<Type extends keyof PlayerEvents> = (event: PlayerEvent<Type>) => void;
type Lists = { [Type in keyof PlayerEvents]: Listener<Type>[] };

/** `EventTarget` as far as it is needed: old televisions have none that can be constructed. */
export function createEvents() {
  const lists: Lists = { statechange: [], lease: [], denied: [], ended: [], released: [], failed: [], unanswered: [] };

  function removeEventListener<Type extends keyof PlayerEvents>(type: Type, listener: Listener<Type>): void {
    const index = lists[type].indexOf(listener);
    if (index >= 0) lists[type].splice(index, 1);
  }

  function addEventListener<Type extends keyof PlayerEvents>(
    type: Type,
    listener: Listener<Type>,
    { signal }: ListenerOptions = {},
  ): void {
    if (signal?.aborted || lists[type].indexOf(listener) >= 0) return;
    lists[type].push(listener);
    signal?.addEventListener('abort', () => removeEventListener(type, listener));
  }

  function dispatch<Type extends keyof PlayerEvents>(type: Type, detail: PlayerEvents[Type]): void {
    for (const listener of lists[type].slice()) {
      try {
        listener({ type, detail });
      } catch (error) {
        // As on the platform, a listener's fault is reported (as an unhandled rejection) and stops nothing.
        Promise.reject(error);
      }
    }
  }

  return { addEventListener, removeEventListener, dispatch };
}
