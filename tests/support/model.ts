import { limitOf, planOf } from '../../src/domain/limits.ts';
import { renewals, requests } from './model-streams.ts';
import { describe, iso, live, type Outcome, type State, status, type User, watched } from './model-views.ts';
import { describeTaker, type Operation } from './operations.ts';

export type { Outcome, State } from './model-views.ts';

/** For so long a session that holds no lease is told that it was revoked. */
const REVOKED_MS = 24 * 60 * 60 * 1000;

/**
 * The model of the service: every way in which `operation`, done at one instant, may end. It has no tables, writes, stamps or
 * retries, only the rules. The first way is what happens when nothing else goes on. The others are right in a race: fewer
 * or more expired leases than needed give way, as they were seen a moment before; a renewal is as short as for a user who is
 * full, as they were a moment before; and a request that repeats another to the letter may be called either the admission or
 * a renewal of it.
 */
export function outcomes(state: State, operation: Operation): Outcome[] {
  const { now, limits } = operation;
  const same = (answer: string): Outcome[] => [{ answer, state }];
  if (operation.kind === 'create') {
    const created = { subscription: operation.subscription, leases: [] };
    return state ? same('user-exists') : [{ answer: `created ${status(created, now)}`, state: created }];
  }
  if (operation.kind === 'remove') return [{ answer: `removed ${state !== undefined}`, state: undefined }];
  if (operation.kind === 'request' && (state !== undefined || operation.claim !== undefined)) {
    return requests(state, operation);
  }
  if (state === undefined) return same('user-not-found');
  const limit = limitOf(limits, planOf(state.subscription));

  switch (operation.kind) {
    case 'request':
      throw new Error('It was answered above.');
    case 'renew': {
      const held = state.leases.find(({ session }) => session === operation.session);
      return held
        ? renewals(state, held, operation, limit, `renewed ${operation.stream ?? held.stream}`)
        : same(`stream-ended${reasonOf(state, operation.session, now)}`);
    }
    case 'stop': {
      const leases = state.leases.filter(({ session }) => session !== operation.session);
      if (leases.length === state.leases.length) return same('nothing to stop');
      const next = { ...state, leases, lastSeenAt: now };
      return [{ answer: `stopped | ${watched(next, limit, now)}`, state: next }];
    }
    case 'revoke':
      return [revoked(state, operation)];
    case 'streams':
      return same(`${live(state, now).length} of ${limit}: ${live(state, now).map(describe)}`);
    case 'user':
      return same(`${state.subscription} ${status(state, now)}`);
  }
}

function revoked(state: User, { now, blockMs }: Operation & { kind: 'revoke' }): Outcome {
  const { blockedUntil: before, ...rest } = state;
  const blockedUntil = blockMs === undefined ? before : blockMs === 0 ? undefined : now + blockMs;
  const until = blockedUntil !== undefined && now < blockedUntil ? iso(blockedUntil) : undefined;
  return {
    answer: `revoked, blocked until ${until} | ${live(state, now).map(({ session }) => session)}`,
    state: { ...rest, leases: [], revokedAt: now, ...(blockedUntil === undefined ? {} : { blockedUntil }) },
  };
}

/** Why a session holds no lease, as far as that is known. */
function reasonOf({ ended = [], revokedAt }: User, session: string, now: number): string {
  const end = ended.find((each) => each.session === session);
  if (end !== undefined) return `: ${end.reason} ${iso(end.at)}${describeTaker(end.by)}`;
  return revokedAt !== undefined && now - revokedAt < REVOKED_MS ? `: revoked ${iso(revokedAt)}` : '';
}
