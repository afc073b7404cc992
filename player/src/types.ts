import type { Denial, Ending, Fault, Lease, Release, State, StateChange } from './details.ts';

export type * from './details.ts';

/** The events, and the `detail` of each. */
export interface PlayerEvents {
  readonly statechange: StateChange;
  /** Each time that the service grants or renews the lease. */
  readonly lease: Lease;
  readonly denied: Denial;
  readonly ended: Ending;
  /** An attached element gave the slot back. Play asks again, and so does a picture that moves again. */
  readonly released: Release;
  readonly failed: Fault;
  /**
   * A start or a renewal got no response of the service, and is sent again: `status` is 0 without one, or that of what
   * answered instead. Where nothing plays at all, this tells why, such as a 404 of another server at `url`.
   */
  readonly unanswered: Fault;
}

export interface PlayerEvent<Type extends keyof PlayerEvents> {
  readonly type: Type;
  readonly detail: PlayerEvents[Type];
}

export interface ListenerOptions {
  /** Removes the listener when it aborts. */
  readonly signal?: AbortSignal;
}

/**
 * A token, or a token with the number of seconds for which it is good from now; nothing when the viewer is logged out.
 */
export type Token = string | { readonly token: string; readonly expiresIn: number } | null | undefined;

export interface PlayerOptions {
  /** Where the service is, such as `https://streams.example.com`. */
  readonly url: string;
  /** The id of the user who watches: with authorization, the `sub` of the token. */
  readonly user: string;
  /** What the viewer calls this device, such as `Living room`: other devices show it. */
  readonly device?: string;
  /**
   * Brings an access token; without authorization, leave it out. It is called for the first request; while a slot is
   * held, before the token expires, which a JWT tells and you tell of any other; and with `refused` true when the
   * service did not take the last one: then a new one is needed. A source that throws is asked again, as it may be
   * down; one that brings nothing ends it with a 401.
   */
  readonly token?: (request: { readonly refused: boolean }) => Token | Promise<Token>;
  /**
   * What to do when no answer comes and no lease is known to last: play on (the default: an outage is not the viewer's
   * fault), or stop until there is an answer. Either way it goes on asking, and a `no` stops the picture.
   */
  readonly whenUnreachable?: 'play' | 'stop';
  /** A session to go on with, such as one that was handed over. Without it, the player keeps its own on the device. */
  readonly session?: string;
  /**
   * Renews at least each so many seconds. A session that lost its slot plays on until its next renewal, which the
   * service may put off by five minutes; each such check is a request that it did not ask for.
   */
  readonly checkEvery?: number;
  /** What to send requests with, instead of the platform's `fetch`. */
  readonly fetch?: typeof fetch;
}

export interface StartOptions {
  /** The sessions that give way, in this order, if there is no other slot: what the viewer picked. */
  readonly replace?: readonly string[];
  /** What the stream is, for the service's policies, such as `{ quality: 'uhd' }`. The same stream keeps its own. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface AttachOptions {
  /**
   * After a pause of so many seconds the slot is given back, and asked for anew at the next play. 1800 if not given.
   */
  readonly releaseAfterPause?: number;
  /**
   * After so many seconds in which the picture should move and does not, the slot is given back; after a seek, it has
   * as long as a pause. 60 if not given.
   */
  readonly releaseAfterStall?: number;
  /** Aborting it detaches. */
  readonly signal?: AbortSignal;
}

/** What it needs of a `<video>` or `<audio>`. */
export interface Media {
  readonly paused: boolean;
  readonly ended: boolean;
  /** In seconds. Without it, a picture that died is not noticed. */
  readonly currentTime?: number;
  readonly seeking?: boolean;
  readonly error?: object | null;
  readonly play: () => Promise<void> | undefined;
  readonly pause: () => void;
  readonly addEventListener: (type: string, listener: () => void) => void;
  readonly removeEventListener: (type: string, listener: () => void) => void;
}

/** What another player needs to go on with a session that was handed over. */
export interface HandedOver {
  readonly user: string;
  readonly session: string;
  readonly stream: string;
}

/** One player: at most one stream at a time. */
export interface StreamPlayer {
  readonly state: State;
  /** Whether a picture may be shown now. */
  readonly mayPlay: boolean;
  /** What was last granted; undefined when nothing is held. */
  readonly lease: Lease | undefined;
  /**
   * Lets its holder fetch the media: another one with each lease, and none without a lease, or where the service gives
   * none. The hooks of `@streamgate/player/hlsjs`, `/shaka` and `/videojs` put it on each media request.
   */
  readonly pass: string | undefined;
  /** The session it asks with; undefined before the first start, and after it was given back. */
  readonly session: string | undefined;
  /** What it asks for, or plays; empty before the first start. */
  readonly stream: string;
  /** How long the lease lasts if it is not renewed, in milliseconds, by no wall clock; 0 without one. */
  readonly timeLeft: number;
  /**
   * Asks for a slot. While one is held, changes the channel: the slot stays.
   * @returns the state that the answer, or its lack, led to
   * @throws StreamgateError for a stream or a session that no service takes
   */
  readonly start: (stream: string, options?: StartOptions) => Promise<State>;
  /** Asks again for what was denied, and lets those sessions give way. @returns as `start` */
  readonly takeOver: (...sessions: readonly string[]) => Promise<State>;
  /** Gives the slot back. @returns when the service has answered, or the player has given up */
  readonly stop: () => Promise<void>;
  /**
   * Renews the lease, and lets go of it without giving it back: another player goes on with the session.
   * @throws StreamgateError when there is no lease to hand over
   */
  readonly handOver: () => Promise<HandedOver>;
  /** Stops asking, without a word to the service: what a crash does. The lease lasts until it runs out. */
  readonly abandon: () => void;
  /** Asks if that is due, whatever became of the timer. `now`: asks, due or not. */
  readonly wake: (now?: boolean) => void;
  /**
   * Follows a `<video>`: its play asks for a slot, and a denial or an end pauses it.
   * @returns lets go of the element, and gives the slot back
   */
  readonly attach: (media: Media, stream: string, options?: AttachOptions) => () => void;
  readonly addEventListener: <Type extends keyof PlayerEvents>(
    type: Type,
    listener: (event: PlayerEvent<Type>) => void,
    options?: ListenerOptions,
  ) => void;
  readonly removeEventListener: <Type extends keyof PlayerEvents>(
    type: Type,
    listener: (event: PlayerEvent<Type>) => void,
  ) => void;
}
