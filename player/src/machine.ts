import { type Answer, denialOf, endingOf, faultOf, inputOf, isSilence, leaseOf, lengthOf } from './answers.ts';
import { checkId, must } from './errors.ts';
import { createEvents } from './events.ts';
import { createRequests } from './request.ts';
import { type Fate, givenSession, type Held, keptSessions } from './sessions.ts';
import { type Input, isLive, TRANSITIONS } from './table.ts';
import type { HandedOver, Lease, PlayerOptions, StartOptions, State, StreamPlayer } from './types.ts';
import { createWaiting } from './waiting.ts';
import type { World } from './world.ts';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
/** The longest that a Retry-After is believed, in milliseconds. */
const LONGEST_WAIT_MS = 300_000;
/** When to look whether a lease is still there that the stop of the page before may have overtaken, in milliseconds. */
const LOOK_MS = 3000;
const STOP_TRIES = 3;
const NEVER = Number.POSITIVE_INFINITY;

/** What `attach` and the page's life are built on. */
export interface Machine extends Omit<StreamPlayer, 'attach'> {
  /** The page is left: gives the slot back with a request that outlives it, and keeps the session for whoever comes next. */
  readonly leave: () => void;
}

/** Keeps a lease. It knows no browser: what it needs of one is passed in. */
export function createMachine(options: PlayerOptions, world: World): Machine {
  const { user, device, whenUnreachable = 'play' } = options;
  const { dispatch, addEventListener, removeEventListener } = createEvents();
  const request = createRequests(options, world);
  const takeSession = options.session === undefined ? keptSessions(world, user) : givenSession(options.session);

  let state: State = 'idle';
  let stream = '';
  let replace: readonly string[] = [];
  let held: Held | undefined;
  /** What was last granted, until it is known to be gone. */
  let lease: Lease | undefined;
  /** The service may hold a lease for the session: a start was sent, and nothing since says otherwise. */
  let taken = false;
  /** A stop that is still on its way may end what was started after it. */
  let stopOnItsWay = false;
  /** The last answer was a no. Until there is a yes, nothing plays. */
  let refused = false;
  /** By the world's clock: when to ask next, when the lease runs out, and when the request under way was sent. */
  let askAt = 0;
  let deadline = NEVER;
  let sentAt: number | undefined;
  /** Requests without a good answer: since the last one that had one, and ever. */
  let failures = 0;
  let silences = 0;
  /** Grows with each start and stop: what was asked before is not for the one after it. */
  let run = 0;
  /** Settles when all that was sent has: one start or renewal at a time. */
  let tail: Promise<unknown> = Promise.resolve();
  let cancelTimer: (() => void) | undefined;
  const { look, until } = createWaiting(() => state);

  const sendStop = (session: string): Promise<Answer> => request('stopstream', { id: user, session });

  const mayPlay = (): boolean =>
    state === 'playing' ||
    state === 'uncertain' ||
    (!refused && (state === 'asking' || (state === 'unreachable' && whenUnreachable === 'play')));

  function move(input: Input): void {
    const previous = state;
    state = TRANSITIONS[state][input] ?? state;
    if (state !== previous) dispatch('statechange', { state, previous, mayPlay: mayPlay() });
    look();
  }

  /** Does what is due, and sets the timer for what is next. */
  function tick(): void {
    cancelTimer?.();
    const now = world.now();
    // Who slept through the end of a lease asks first: perhaps nobody took the slot.
    if (now >= deadline && (state === 'uncertain' || (sentAt !== undefined && sentAt < deadline))) {
      deadline = NEVER;
      move('lapse');
    }
    if (!isLive(state)) return;
    if (sentAt === undefined && now >= askAt) exchange();
    const next = Math.min(sentAt === undefined ? askAt : NEVER, deadline > now ? deadline : NEVER);
    cancelTimer?.();
    if (next < NEVER) cancelTimer = world.after(next - now, tick);
  }

  /** Sends a start or a renewal when its turn comes. */
  function exchange(): void {
    const mine = run;
    sentAt = world.now();
    const turn = async () => {
      if (mine !== run) return;
      const mySession = held ?? (await takeSession());
      if (mine !== run) return mySession.release('kept');
      if (!held) stopOnItsWay = mySession.inherited;
      held = mySession;
      const { session } = held;
      const sent = world.now();
      sentAt = sent;
      const renewed = lease;
      taken = true;
      const answer = await (renewed === undefined
        ? request('requeststream', {
            ...{ id: user, stream, session },
            ...(device && { device }),
            ...(replace.length > 0 && { replace }),
          })
        : request(
            'renewstream',
            { id: user, session, ...(stream !== renewed.stream && { stream }) },
            renewed.renewAfter * 1000,
          ));
      if (mine === run) return receive(answer, sent, renewed !== undefined);
      // The viewer has stopped meanwhile; the stop may have overtaken the start.
      if (renewed === undefined && inputOf(answer) !== 'denied') await sendStop(session);
    };
    tail = tail.then(turn, turn);
  }

  function receive(answer: Answer, sent: number, renewal: boolean): void {
    const input = inputOf(answer);
    sentAt = undefined;
    if (input === 'granted') granted(answer, sent, renewal);
    else if (input === 'silence') silence(answer);
    else if (input === 'gone' && stopOnItsWay && endingOf(answer).reason === 'unknown') {
      stopOnItsWay = false;
      lease = undefined;
      askAt = 0;
      move('overtaken');
    } else {
      lease = undefined;
      refused = true;
      taken = input === 'refused';
      if (input === 'gone') letGo();
      move(input);
      if (input === 'denied') dispatch('denied', denialOf(answer));
      else if (input === 'gone') dispatch('ended', endingOf(answer));
      else dispatch('failed', faultOf(answer));
    }
    tick();
  }

  function granted(answer: Answer, sent: number, renewal: boolean): void {
    lease = leaseOf(answer);
    replace = [];
    failures = 0;
    refused = false;
    if (renewal) stopOnItsWay = false;
    deadline = sent + lengthOf(answer);
    const due = Math.min(lease.renewAfter * 1000, stopOnItsWay ? LOOK_MS : NEVER);
    askAt = lease.stream === stream ? sent + due : 0;
    move('granted');
    if (lease) dispatch('lease', lease);
  }

  function silence({ retryAfter }: Answer): void {
    askAt = world.now() + Math.min(retryAfter * 1000, LONGEST_WAIT_MS) + backoff(failures++);
    silences++;
    move('silence');
  }

  /** Up to half of it by chance, so that players that failed together do not come back together. */
  const backoff = (times: number): number =>
    Math.min(FIRST_RETRY_MS * 2 ** times, LONGEST_RETRY_MS) * (1 - world.random() / 2);

  function start(next: string, { replace: giving = [] }: StartOptions = {}): Promise<State> {
    checkId('stream', next);
    for (const session of giving) checkId('replace', session);
    stream = next;
    replace = giving;
    if (!isLive(state)) {
      run++;
      deadline = NEVER;
      failures = 0;
      askAt = 0;
      move('start');
    } else if (lease?.stream !== stream) askAt = 0;
    const before = silences;
    tick();
    return until(() => !isLive(state) || lease?.stream === stream || silences > before);
  }

  function stop(): Promise<void> {
    const mine = run + 1;
    const told = isLive(state) || taken ? giveBack(mine) : Promise.resolve();
    end();
    return told;
  }

  /** Ends what is going on; what is still under way is not waited for. */
  function end(): void {
    run++;
    lease = undefined;
    deadline = NEVER;
    sentAt = undefined;
    cancelTimer?.();
    move('stop');
  }

  async function giveBack(mine: number): Promise<void> {
    if (!held || !taken) return letGo();
    const { session } = held;
    stopOnItsWay = true;
    for (let tries = 0; ; tries++) {
      const sending = sendStop(session);
      tail = Promise.all([tail, sending]);
      const told = !isSilence((await sending).status);
      // Started anew meanwhile, with the same session: it is not to be stopped any more.
      if (mine !== run) return;
      if (told) return letGo();
      if (tries + 1 === STOP_TRIES) return letGo('left');
      await new Promise<void>((resolve) => world.after(backoff(tries), resolve));
      if (mine !== run) return;
    }
  }

  function letGo(to: Fate = 'forgotten'): void {
    held?.release(to);
    held = undefined;
    taken = false;
  }

  function leave(): void {
    if (held && taken) sendStop(held.session);
    letGo('left');
    end();
  }

  function abandon(): void {
    letGo('kept');
    end();
  }

  async function handOver(): Promise<HandedOver> {
    const before = silences;
    const last = lease;
    wake(true);
    await until(() => !lease || lease !== last || silences > before);
    const session = held?.session ?? '';
    must(lease !== undefined, `There is no lease to hand over: the player is ${state}.`);
    letGo();
    end();
    return { user, session, stream };
  }

  function wake(now = false): void {
    if (now) askAt = 0;
    if (world.now() >= Math.min(askAt, deadline)) tick();
  }

  return {
    get state() {
      return state;
    },
    get mayPlay() {
      return mayPlay();
    },
    get lease() {
      return lease;
    },
    get session() {
      return held?.session;
    },
    get stream() {
      return stream;
    },
    get timeLeft() {
      return deadline < NEVER ? Math.max(0, deadline - world.now()) : 0;
    },
    start,
    takeOver: (...replacing) => start(stream, { replace: replacing }),
    stop,
    handOver,
    abandon,
    wake,
    leave,
    addEventListener,
    removeEventListener,
  };
}
