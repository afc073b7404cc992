import { type Answer, endsStop, inputOf } from './answers.ts';
import { labelOf } from './label.ts';
import { backoff } from './pace.ts';
import { createRequests } from './request.ts';
import { type Fate, givenSession, type Held, keptSessions } from './sessions.ts';
import type { Lease, PlayerOptions, StartOptions } from './types.ts';
import type { World } from './world.ts';

const STOP_TRIES = 3;
/** When to look whether a lease is still there that an earlier stop may have overtaken, in milliseconds. */
const LOOK_MS = 3000;

/** The request to send. */
export interface Wish {
  readonly stream: string;
  readonly replace: readonly string[];
  readonly tags: StartOptions['tags'];
  /** The lease that is held; without one, the request is a start. */
  readonly lease: Lease | undefined;
}

/**
 * The session of a player, and what the service may hold for it: it is taken before the first request, and given back
 * or left for the next page. One start or renewal at a time.
 */
export function createSlot(options: PlayerOptions, world: World) {
  const { user } = options;
  const device = labelOf(options.device);
  const { request, keepFresh } = createRequests(options, world);
  const takeSession = options.session === undefined ? keptSessions(world, user) : givenSession(options.session);

  let held: Held | undefined;
  let mayBeHeld = false;
  let lookAt = 0;
  /** Settles when all that was sent has. */
  let tail: Promise<unknown> = Promise.resolve();

  const sendStop = (session: string): Promise<Answer> => request('stopstream', { id: user, session });

  const send = (session: string, { lease, stream, replace, tags }: Wish): Promise<Answer> =>
    lease
      ? request(
          'renewstream',
          { id: user, session, ...(stream !== lease.stream && { stream, ...(tags && { tags }) }) },
          lease.renewAfter * 1000,
        )
      : request('requeststream', {
          id: user,
          stream,
          session,
          ...(device && { device }),
          ...(tags && { tags }),
          ...(replace.length > 0 && { replace }),
        });

  /**
   * Sends a start or a renewal when its turn comes.
   * @param isWanted whether anybody still wants the answer
   * @param wish called when it is sent
   */
  function exchange(isWanted: () => boolean, wish: () => Wish, receive: (answer: Answer, wished: Wish) => void): void {
    const turn = async () => {
      if (!isWanted()) return;
      const session = held ?? (await takeSession());
      if (!isWanted()) return session.release('kept');
      if (!held) slot.stopOnItsWay = session.inherited;
      held = session;
      slot.mayBeHeld = true;
      const wished = wish();
      const answer = await send(session.session, wished);
      if (isWanted()) receive(answer, wished);
      // The viewer has stopped meanwhile; the stop may have overtaken the start.
      else if (!wished.lease && inputOf(answer) !== 'denied') await sendStop(session.session);
    };
    tail = tail.then(turn, turn);
  }

  /** @param isWanted whether nobody has started anew with the same session */
  async function giveBack(isWanted: () => boolean): Promise<void> {
    if (!held || !slot.mayBeHeld) return letGo();
    const { session } = held;
    slot.stopOnItsWay = true;
    for (let tries = 0; ; ) {
      const sending = sendStop(session);
      tail = Promise.all([tail, sending]);
      const answer = await sending;
      if (!isWanted()) return;
      // A stop that was refused has freed nothing: whoever starts next shall have the session.
      if (answer.status === 200 && endsStop(answer)) return letGo();
      if (endsStop(answer) || ++tries === STOP_TRIES) return letGo('left');
      await new Promise<void>((resolve) => world.after(backoff(tries, world), resolve));
      if (!isWanted()) return;
    }
  }

  /**
   * Takes note of a yes. An earlier renewal, such as to another channel, is no look.
   * @param sent when it was asked for, by the world's clock
   * @returns after how many milliseconds to look
   */
  function looksAfter({ lease }: Wish, sent: number): number {
    if (!lease) lookAt = sent + LOOK_MS;
    else if (sent >= lookAt) slot.stopOnItsWay = false;
    return slot.stopOnItsWay ? lookAt - sent : Number.POSITIVE_INFINITY;
  }

  function letGo(to: Fate = 'forgotten'): void {
    held?.release(to);
    held = undefined;
    slot.mayBeHeld = false;
  }

  /** The page goes: a stop that outlives it, if there may be something to stop. */
  function leave(): void {
    if (held && slot.mayBeHeld) sendStop(held.session);
    letGo('left');
  }

  const slot = {
    get session() {
      return held?.session;
    },
    /** The service may hold a lease: a start was sent, and nothing since says otherwise. */
    get mayBeHeld() {
      return mayBeHeld;
    },
    set mayBeHeld(may) {
      mayBeHeld = may;
      keepFresh(may);
    },
    /** A stop that is still on its way may end what was started after it. */
    stopOnItsWay: false,
    exchange,
    giveBack,
    looksAfter,
    letGo,
    leave,
  };
  return slot;
}
