import type { Deps } from './deps.ts';
import { FENCE, type Moment } from './fence.ts';
import { type Subscription, subscriptionOf } from './plan-index.ts';
import { notFound, type Refusal } from './refusals.ts';
import type { Update } from './table.ts';
import type { User } from './user.ts';
import { type Next, type Seen, type Write, writeUntilDecided } from './write-until-decided.ts';

/** A change of a user; an undefined field stays as it is. */
export interface ChangeRequest {
  readonly id: string;
  readonly name?: string | undefined;
  readonly subscription?: string | undefined;
  /** Overrides the limit of the plan; null lifts that. */
  readonly limit?: number | null | undefined;
}

type Changing = 'change';

/** How far ahead a retry steps, in milliseconds: players that renew in a loop must not keep the back office out. */
const LEAD_MS = 50;

/** Changes a user; what plays goes on. One write. */
export async function updateUser(deps: Deps, request: ChangeRequest): Promise<User | Refusal> {
  const { id, subscription } = request;
  if (subscription !== undefined && deps.rules.tokenNamesPlan) return { refusal: 'plan-from-token', id };
  return writeUntilDecided<User | Refusal, Changing>(deps, {
    id,
    now: deps.now(),
    first: changing(request),
    decide: (seen) => decideChange(seen, request),
    leadMs: LEAD_MS,
  });
}

/**
 * The answer to a change, or its next write. After a lost answer, what the item says may be this change or a later one:
 * if it is not this one, a further write could undo the later one, and `contended` claims neither.
 */
export function decideChange(seen: Seen<Changing>, request: ChangeRequest): Next<User | Refusal, Changing> {
  const { user, written, moment } = seen;
  if (user === undefined) return { answer: notFound(request.id, seen, moment.now) };
  if (written) return { answer: user };
  if (seen.attempts > 1) return { answer: says(user, request) ? user : { refusal: 'contended', id: request.id } };
  return { write: changing(request) };
}

const says = (user: User, { name, subscription, limit }: ChangeRequest): boolean =>
  (name === undefined || name === user.name) &&
  (subscription === undefined || subscription === user.subscription) &&
  (limit === undefined || limit === (user.limit ?? null));

const changing = (request: ChangeRequest): Write<Changing> => ({
  doing: 'change',
  update: (moment) => change(request, moment),
});

/** **change**. From: the user exists. To: name, plan or limit are as given; leases and counter stay. */
export function change({ id, name, subscription, limit }: ChangeRequest, { stamp }: Moment): Update {
  const plan: Partial<Subscription> = subscription === undefined ? {} : subscriptionOf(id, subscription);
  const wanted = { name, ...plan, ...(limit === null ? {} : { limit }) };
  const changed = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const lifted = limit === null;
  const named = [...changed.map(([key]) => key), ...(lifted ? ['limit'] : [])];
  return {
    UpdateExpression: [
      `SET ${['changedAt = :stamp', ...changed.map(([key]) => `#${key} = :${key}`)].join(', ')}`,
      ...(lifted ? ['REMOVE #limit'] : []),
    ].join(' '),
    ConditionExpression: `attribute_exists(createdAt) AND ${FENCE}`,
    ...(named.length === 0
      ? {}
      : { ExpressionAttributeNames: Object.fromEntries(named.map((key) => [`#${key}`, key])) }),
    ExpressionAttributeValues: {
      ':stamp': stamp,
      ...Object.fromEntries(changed.map(([key, value]) => [`:${key}`, value])),
    },
  };
}
