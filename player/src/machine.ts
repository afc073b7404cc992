import { type Answer, denialOf, endingOf, faultOf, inputOf, leaseOf, stillHolds } from './answers.ts';
import { checkId, must } from './errors.ts';
import { createEvents } from './events.ts';
import { createRestraint, createSleepWatch, lengthOf, waitAfter } from './pace.ts';
import { createSlot, type Wish } from './slot.ts';
import { type Input, isLive, TRANSITIONS } from './table.ts';
import type { HandedOver, Lease, PlayerOptions, Release, StartOptions, State, StreamPlayer } from './types.ts';
import { createWaiting } from './waiting.ts';
import type { World } from './world.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** What `attach` and the page's life are built on. */
export interface Machine extends Omit<StreamPlayer, 'attach'> {
  /** Nothing may play before the next answer, not even while it asks. */
  readonly barred: boolean;
  /** Gives the slot back by itself, and says why. */
  readonly release: (reason: Release['reason']) => void;
  /** The page is left: gives the slot back with a request that outlives it, and keeps the session for the next page. */
  readonly leave: () => void;
}

/** Keeps a lease. It knows no browser: what it needs of one is passed in. */
export function createMachine(options: PlayerOptions, world: World): Machine {
  const { user, whenUnreachable, checkEvery = NEVER } = options;
  const { dispatch, addEventListener, removeEventListener } = createEvents();
  const slot = createSlot(options, world);

  let state: State = 'idle';
  let stream = '';
  let replace: readonly string[] = [];
  let tags: StartOptions['tags'];
  /** What was last granted, until it is known to be gone. */
  let lease: Lease | undefined;
  /** The last answer was a no. Until there is a yes, nothing plays. */
  let refused = false;
  /** By the world's clock: when to ask next, when the lease runs out, and when the request under way was sent. */
  let askAt = 0;
  let deadline = NEVER;
  let sentAt = NEVER;
  /** Requests without a good answer: since the last one that had one, and ever. */
  let failures = 0;
  let silences = 0;
  /** Grows with each start and stop: what was asked before is not for the one after it. */
  let run = 0;
  const restraint = createRestraint(world);
  const slept = createSleepWatch(world);
  let cancelTimer: (() => void) | undefined;
  const { look, until } = createWaiting(() => state);

  const barred = (): boolean => refused || (state === 'unreachable' && whenUnreachable === 'stop');
  const mayPlay = (): boolean => isLive(state) && !barred();

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
    // After sleeping past the deadline, or nearly so, renew before giving up: perhaps no session took the slot.
    if (now >= deadline && state === 'uncertain') {
      deadline = NEVER;
      move('lapse');
    }
    if (!isLive(state)) return;
    if (sentAt === NEVER && now >= askAt) ask();
    const next = Math.min(sentAt === NEVER ? askAt : NEVER, deadline > now ? deadline : NEVER);
    cancelTimer?.();
    if (next < NEVER) cancelTimer = world.after(next - now, tick);
  }

  /** @returns whether nothing was started or stopped since */
  function current(): () => boolean {
    const mine = run;
    return () => mine === run;
  }

  function ask(): void {
    const wish = (): Wish => {
      sentAt = world.now();
      return { stream, replace, tags, lease };
    };
    wish();
    slot.exchange(current(), wish, receive);
  }

  function receive(answer: Answer, wished: Wish): void {
    const input = inputOf(answer, lease && state !== 'unreachable');
    const sent = sentAt;
    sentAt = NEVER;
    if (input === 'granted') granted(answer, sent, wished);
    // The viewer chose a session to end while this request was under way.
    else if (input === 'denied' && refused && wished.replace !== replace) askAt = 0;
    else if (input === 'silence') {
      askAt = world.now() + waitAfter(answer, failures++, world);
      silences++;
      move('silence');
      dispatch('unanswered', faultOf(answer));
    } else if (input === 'gone' && slot.stopOnItsWay && endingOf(answer).reason === 'unknown') {
      slot.stopOnItsWay = false;
      drop();
      askAt = 0;
      move('overtaken');
    } else no(input, answer);
    tick();
  }

  function granted(answer: Answer, sent: number, wished: Wish): void {
    lease = leaseOf(answer);
    replace = [];
    failures = 0;
    restraint.onYes();
    refused = false;
    deadline = sent + lengthOf(answer);
    const due = Math.min(lease.renewAfter * 1000, checkEvery * 1000, slot.looksAfter(wished, sent));
    askAt = wished.stream === stream ? sent + due : 0;
    slept();
    move('granted');
    if (lease) dispatch('lease', lease);
  }

  function drop(): void {
    lease = undefined;
    deadline = NEVER;
  }

  function no(input: Input, answer: Answer): void {
    drop();
    refused = true;
    restraint.onNo();
    const { session } = slot;
    slot.mayBeHeld = input === 'refused' || stillHolds(answer, session);
    if (input === 'gone') slot.letGo();
    move(input);
    if (input === 'denied') dispatch('denied', denialOf(answer, session));
    else if (input === 'gone') dispatch('ended', endingOf(answer));
    else dispatch('failed', faultOf(answer));
  }

  function start(next: string, { replace: giving = [], tags: given }: StartOptions = {}): Promise<State> {
    checkId('stream', next);
    for (const session of giving) checkId('replace', session);
    const isOther = next !== stream;
    if (given || isOther) tags = given ?? (tags && {});
    stream = next;
    if (giving.length > 0 || !isLive(state)) replace = giving;
    if (!isLive(state)) {
      run++;
      failures = 0;
      // A viewer's choice is never delayed.
      askAt = giving.length > 0 ? 0 : restraint.startAt();
      move('start');
    } else if (giving.length > 0 || (isOther && !refused)) askAt = 0;
    const before = silences;
    tick();
    return until(() => !isLive(state) || lease?.stream === stream || silences > before);
  }

  /** Ends what is going on; what is still under way is not waited for. */
  function end(): void {
    run++;
    drop();
    sentAt = NEVER;
    cancelTimer?.();
    move('stop');
  }

  function stop(): Promise<void> {
    const mine = run + 1;
    const told = slot.giveBack(() => mine === run);
    end();
    return told;
  }

  function release(reason: Release['reason']): void {
    const held = isLive(state);
    stop();
    if (held) dispatch('released', { reason });
  }

  function leave(): void {
    slot.leave();
    end();
  }

  function abandon(): void {
    slot.letGo('kept');
    end();
  }

  async function handOver(): Promise<HandedOver> {
    const before = silences;
    const last = lease;
    wake(true);
    await until(() => !lease || lease !== last || silences > before);
    const { session = '' } = slot;
    must(lease !== undefined, `There is no lease to hand over: the player is ${state}.`);
    slot.letGo();
    end();
    return { user, session, stream };
  }

  function wake(now = false): void {
    if (slept() || now) askAt = 0;
    if (world.now() >= Math.min(askAt, deadline)) tick();
  }

  return {
    get state() {
      return state;
    },
    get mayPlay() {
      return mayPlay();
    },
    get barred() {
      return barred();
    },
    get lease() {
      return lease;
    },
    get pass() {
      return lease?.pass;
    },
    get session() {
      return slot.session;
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
    release,
    leave,
    addEventListener,
    removeEventListener,
  };
}
