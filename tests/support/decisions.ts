import type { Moment } from '../../src/domain/fence.ts';
import { isRefusal, type Refusal } from '../../src/domain/refusals.ts';
import type { Rules } from '../../src/domain/rules.ts';
import type { Update } from '../../src/domain/table.ts';
import type { Lease, User } from '../../src/domain/user.ts';
import type { Next } from '../../src/domain/write-until-decided.ts';

// What the decisions of the domain are asked about, and their results as one line of text. Seconds count from the
// request.

/** The time of the request, in epoch milliseconds. */
export const NOW = Date.UTC(2026, 10, 26, 20);
export const at = (seconds: number): number => NOW + seconds * 1000;
export const MOMENT: Moment = { now: NOW, stamp: NOW };

export const RULES: Rules = {
  limits: { standard: 3, byPlan: new Map() },
  leaseSeconds: 150,
  renewSeconds: 60,
  spareLeaseSeconds: 750,
  spareRenewSeconds: 300,
  tokenNamesPlan: false,
  keepsTombstones: true,
  whenFull: 'deny',
  protectSeconds: 30,
  policies: [],
  limitShare: 0,
};

/** A lease on the stream `film`, which started ten minutes ago. */
export const lease = (session: string, until: number, more: Partial<Lease> = {}): Lease => ({
  session,
  stream: 'film',
  startedAt: at(-600),
  expiresAt: at(until),
  ...more,
});

/** A user who was created and changed an hour ago. */
export const userWith = (leases: readonly Lease[], more: Partial<User> = {}): User => ({
  id: '010',
  name: 'Van Persie',
  subscription: 'Basic Plan',
  plan: 'basic plan',
  createdAt: at(-3600),
  changedAt: at(-3600),
  leaseCount: leases.length,
  leases,
  ...more,
});

/** @param seconds how long after the request it came */
export const refused = (user: User | undefined, attempts = 1, seconds = 0.01) => ({
  written: false as const,
  user,
  attempts,
  moment: MOMENT,
  clock: at(seconds),
});
export const written = (user: User) => ({ written: true as const, user, moment: MOMENT });

/** How many seconds after the request. */
export const inSeconds = (time: unknown): string => `${(Number(time) - NOW) / 1000} s`;

/** A decision in a few words. */
export function summary<Answer extends object, Doing>(
  next: Next<Answer | Refusal, Doing>,
  ofAnswer: (answer: Answer) => string,
  ofWrite: (update: Update, doing: Doing) => string,
): string {
  if ('answer' in next) return isRefusal(next.answer) ? `refused: ${next.answer.refusal}` : ofAnswer(next.answer);
  const { write, otherwise } = next;
  const update = write.update({ now: NOW, stamp: NOW + 1 });
  const fallback = otherwise === undefined || isRefusal(otherwise) ? '' : `; in no time: ${ofAnswer(otherwise)}`;
  return `write: ${ofWrite(update, write.doing)}${fallback}`;
}

/** A write that renews: what it sets, and what it demands of the item besides the lease. */
export function renewalSummary({ UpdateExpression, ConditionExpression, ExpressionAttributeValues = {} }: Update) {
  const { ':until': until, ':stream': stream } = ExpressionAttributeValues;
  return [
    `renew until ${inSeconds(until)}`,
    UpdateExpression.includes('pace = :full') ? 'short' : 'long',
    ...(stream === undefined ? [] : [`to ${stream}`]),
    ...(ConditionExpression.includes('activeStreams <') ? ['if a slot is free'] : []),
    ...(ConditionExpression.includes('changedAt = :changedAt') ? ['if nothing has changed'] : []),
  ].join(', ');
}
