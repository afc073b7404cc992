import type { Deps } from './deps.ts';
import { lacksEnding, openEnding } from './ending.ts';
import { FENCE, nextStamp } from './fence.ts';
import { foundIn } from './item.ts';
import type { Refusal } from './refusals.ts';
import { bury } from './tombstone.ts';

/** How often a removal tries again if the user changes between its read and its write. */
const MAX_WRITES = 12;

/**
 * The longest pause between two tries, and how far ahead of the clock a retry puts its stamp, to win. In milliseconds.
 */
const PAUSE_MS = 20;

/**
 * Removes a user and all their leases, and leaves a tombstone. It reads first, and the write names the user that was
 * read. So neither a second attempt nor a late one removes a user created since, whatever the clocks say.
 * @returns whether this request changed anything: repeating a removal is a success too
 */
export async function removeUser(
  { table, rules, now: clock, random, sleep }: Pick<Deps, 'table' | 'rules' | 'now' | 'random' | 'sleep'>,
  id: string,
): Promise<{ readonly existed: boolean } | Refusal> {
  const now = clock();
  const first = foundIn(await table.get(id)).user;
  let user = first;
  for (let tries = 1; tries <= MAX_WRITES; tries++) {
    if (user === undefined || user.createdAt !== first?.createdAt) return { existed: false };
    const lead = tries === 1 ? 0 : PAUSE_MS;
    const stamp = nextStamp(now, clock() + lead, user.changedAt ?? 0, random);
    // If passes must be recorded and the map for them is missing, the first write creates it.
    const opens = rules.keepsTombstones && lacksEnding(user, rules);
    const moment = { now, stamp };
    const result = rules.keepsTombstones
      ? await table.update(id, opens ? openEnding(moment) : bury(user, moment, rules), opens ? 'ALL_NEW' : 'ALL_OLD')
      : await table.remove(id, {
          ConditionExpression: `createdAt = :createdAt AND ${FENCE}`,
          ExpressionAttributeValues: { ':createdAt': user.createdAt, ':stamp': stamp },
        });
    if (result.written && !opens) return { existed: true };
    ({ user } = foundIn(result.item));
    await sleep(random() * PAUSE_MS);
  }
  return { refusal: 'contended', id };
}
