import type { Deps } from './deps.ts';
import { FENCE, type Moment } from './fence.ts';
import { type Subscription, subscriptionOf } from './plan-index.ts';
import { notFound, type Refusal } from './refusals.ts';
import type { Update } from './table.ts';
import type { User } from './user.ts';
import { type Next, type Seen, type Write, writeUntilDecided } from './write-until-decided.ts';

/** A change of a user; undefined fields stay as they are. */
export interface ChangeRequest {
  readonly id: string;
  readonly name?: string | undefined;
  readonly subscription?: string | undefined;
  /** Overrides the plan's limit; null removes the user's own limit. */
  readonly limit?: number | null | undefined;
}

type Changing = 'change';

/**
 * How far ahead of the clock a retry puts its stamp, in milliseconds. Otherwise players that renew in a loop could
 * block the back office.
 */
const LEAD_MS = 50;

/** Changes a user with one write. Running streams continue. */
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
 * The answer to a change, or its next write. If an answer was lost and the item does not show this change, it may have
 * been made and then overwritten. A further write could undo the later change, so the answer is `contended`.
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

/** **change**. From: the user exists. To: name, plan or limit are set as given; leases and counter stay. */
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
