import type { Denial, Ending } from '../../../player/src/types.ts';
import { titleOf } from './catalogue.ts';
import type { Streams } from './wire.ts';

type LimitReached = Extract<Denial, { reason: 'stream-limit-reached' }>;
type PolicyState = NonNullable<Streams['policies']>[number];

/** How much of a policy is in use. */
export const policyUse = ({ active, limit, enforced }: PolicyState): string =>
  `${active} of ${limit} in use${enforced ? '' : ', not enforced'}`;

/** The sentence for a viewer who may not start another stream. */
export function denial({
  activeStreams,
  policy,
  limit,
}: Pick<LimitReached, 'activeStreams' | 'policy' | 'limit'>): string {
  if (policy !== undefined) {
    const most = limit === 0 ? 'none' : `${limit} at a time`;
    return `Your plan allows ${most} under the rule “${policy}”.`;
  }
  if (activeStreams === 0) return 'Your plan does not include streaming.';
  if (activeStreams === 1) return 'You are already watching on another device.';
  return `You are already watching on ${activeStreams} devices.`;
}

/** Why a player has lost its lease. */
export function ending({ reason, by, endedAt }: Ending): string {
  const when = endedAt === undefined ? '' : ` at ${clockTime(Date.parse(endedAt))}`;
  const who = by === undefined ? 'Another player' : `${by.device ?? 'An unnamed device'} (${titleOf(by.stream)})`;
  switch (reason) {
    case 'replaced':
      return `${who} took over${when}.`;
    case 'expired':
      return `The lease ran out, and ${by === undefined ? 'another player' : who} took the slot${when}.`;
    case 'revoked':
      return `Ended by the back office${when}.`;
    case 'unknown':
      return 'Ended elsewhere: another device stopped it, or its lease ran out.';
  }
}

/** The sentence on how many users exist, as far as known, and how many are shown. */
export function summary(counts: {
  /** How many were read so far, and whether these are all. */
  readonly read: number;
  readonly isComplete: boolean;
  /** How many of those match the search; undefined without one. */
  readonly found: number | undefined;
  readonly isOrdered: boolean;
}): string {
  const { read, isComplete, found, isOrdered } = counts;
  if (read === 0 && !isComplete) return '';
  const users = `${count(read)} ${read === 1 ? 'user' : 'users'}`;
  if (isComplete) return found === undefined ? users : `${count(found)} of ${users} found`;
  const so = found === undefined ? `${users} read so far` : `${count(found)} found among the ${users} read so far`;
  return `${so}${isOrdered ? ', in order' : ''}; there are more`;
}

const count = (number: number): string => number.toLocaleString('en');

/** A time left as `0:42`, `12:05` or `1:00:00`, rounded up to a second. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const padded = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(seconds % 60)}` : `${minutes}:${padded(seconds % 60)}`;
}

/** The time of day of a moment, in epoch milliseconds; with the day, if it is another one. */
export function clockTime(ms: number, now = ms): string {
  const time: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
  const isFar = Math.abs(ms - now) > 12 * 3_600_000;
  return new Date(ms).toLocaleString([], isFar ? { ...time, day: 'numeric', month: 'short' } : time);
}
