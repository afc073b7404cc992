import type { State } from './types.ts';

/**
 * What can happen. `granted`, `denied`, `gone` and `refused` are answers; `silence` is the lack of a good one; `lapse`:
 * the lease ran out before one came; `overtaken`: the stop of the page before this one arrived after this one's start.
 */
export type Input = 'start' | 'granted' | 'denied' | 'gone' | 'refused' | 'silence' | 'lapse' | 'overtaken' | 'stop';

type Row = Readonly<Partial<Record<Input, State>>>;

const AGAIN: Row = { start: 'asking', stop: 'stopped' };
const ANSWERS: Row = { granted: 'playing', denied: 'denied', gone: 'ended', refused: 'failed', stop: 'stopped' };
// What is spread comes last, here and elsewhere: otherwise esbuild's ES2015 needs Object.getOwnPropertyDescriptors, of
// 2017.
const HOLDING: Row = { silence: 'uncertain', overtaken: 'asking', ...ANSWERS };

/** Where each input leads. What a state does not list changes nothing. README.md shows it as a diagram and a table. */
export const TRANSITIONS: Readonly<Record<State, Row>> = {
  idle: { start: 'asking' },
  asking: { silence: 'unreachable', ...ANSWERS },
  playing: HOLDING,
  uncertain: { lapse: 'unreachable', ...HOLDING },
  unreachable: { silence: 'unreachable', overtaken: 'asking', ...ANSWERS },
  denied: AGAIN,
  ended: AGAIN,
  failed: AGAIN,
  stopped: { start: 'asking' },
};

/** The states in which it asks, now or later. */
export const isLive = (state: State): boolean => 'granted' in TRANSITIONS[state];
