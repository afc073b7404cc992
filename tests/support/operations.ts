import type { Deps } from '../../src/domain/deps.ts';
import type { Limits } from '../../src/domain/limits.ts';
import type { Policy } from '../../src/domain/policies.ts';
import { Unavailable } from '../../src/domain/refusals.ts';
import type { Tags } from '../../src/domain/user.ts';
import {
  createUser,
  getStreams,
  getUser,
  isRefused,
  type Pass,
  type Refused,
  removeUser,
  renewStream,
  requestStream,
  revokeStreams,
  stopStream,
  updateUser,
} from './asking.ts';

/** How an instance of the service is set. */
export interface Settings {
  readonly limits: Limits;
  /** How long a lease lasts while its user has a slot to spare; without it, as long as any other. */
  readonly spareMs?: number;
  readonly whenFull?: 'deny' | 'replace-oldest';
  readonly policies?: readonly Policy[];
  /** How long the pass of a young lease lasts; without it, leases bring none. */
  readonly youngMs?: number;
}

/** What a caller asks of one user, when, and of an instance with which settings: all that the answer may depend on. */
export type Operation = Settings & {
  /** The server's clock when the request arrived, in epoch milliseconds. */
  readonly now: number;
} & (
    | { readonly kind: 'create'; readonly subscription: string; readonly limit?: number }
    | { readonly kind: 'update'; readonly subscription?: string; readonly limit?: number | null }
    | { readonly kind: 'remove' }
    | {
        readonly kind: 'request';
        readonly session: string;
        readonly stream: string;
        readonly device?: string;
        readonly tags?: Tags;
        /** Who may give way. */
        readonly replace?: readonly string[] | 'others';
        /** The subscription, as the caller's token has it. */
        readonly claim?: string;
        /** The number, as the caller's token has it; null: it has none. */
        readonly tokenLimit?: number | null;
      }
    | {
        readonly kind: 'renew';
        readonly session: string;
        readonly stream?: string | undefined;
        readonly tags?: Tags;
      }
    | { readonly kind: 'stop'; readonly session: string }
    | { readonly kind: 'revoke'; readonly blockMs?: number }
    | { readonly kind: 'streams' }
    | { readonly kind: 'user' }
  );

export const LEASE_MS = 150_000;
export const PROTECT_MS = 30_000;

/** The answer to a request that the table kept from being decided: the caller gets a 503 and may ask again. */
export const UNAVAILABLE = 'unavailable';

/** Whether an answer says that the user is another than before. */
export const hasChanged = (answer: string): boolean =>
  /^(created|updated|enrolled|removed true|admitted|reclaimed|replaced|renewed|stopped|revoked)\b/.test(answer);

/**
 * Lets the service do it.
 * @returns what the caller learns, as a short sentence: what was done | what the user watches then. The model
 *   (model.ts) speaks the same way
 * @param onPass is told the pass of the answer, if it brings one
 * @throws what would be a 500
 */
export async function perform(
  deps: Deps,
  id: string,
  operation: Operation,
  onPass: (pass: Pass) => void = () => {},
): Promise<string> {
  const { now, limits, spareMs = LEASE_MS, whenFull = 'deny', policies = [], youngMs } = operation;
  const rules = {
    ...deps.rules,
    limits,
    policies,
    whenFull,
    leaseSeconds: LEASE_MS / 1000,
    spareLeaseSeconds: spareMs / 1000,
    protectSeconds: PROTECT_MS / 1000,
    passes: youngMs === undefined ? undefined : { youngSeconds: youngMs / 1000 },
  };
  try {
    return await ask({ ...deps, rules, now: () => now }, id, operation, onPass);
  } catch (error) {
    if (error instanceof Unavailable) return UNAVAILABLE;
    throw error;
  }
}

async function ask(deps: Deps, id: string, operation: Operation, onPass: (pass: Pass) => void): Promise<string> {
  switch (operation.kind) {
    case 'create': {
      const result = await createUser(deps, { id, name: 'Van Persie', ...operation });
      return isRefused(result) ? result.refusal : `created ${JSON.stringify(result.Status)}`;
    }
    case 'update': {
      const result = await updateUser(deps, { id, ...operation });
      return isRefused(result) ? result.refusal : `updated ${result.Subscription} ${result.limit}`;
    }
    case 'remove': {
      const result = await removeUser(deps, id);
      return isRefused(result) ? result.refusal : `removed ${result.existed}`;
    }
    case 'request': {
      const { claim: subscription, ...request } = operation;
      const result = await requestStream(deps, { id, ...request, subscription });
      if (isRefused(result)) return refused(result);
      if (result.pass) onPass(result.pass);
      const { activeStreams, limit, watching, expiresAt } = result.lease;
      const { outcome, reclaimed, replaced } = result;
      return `${outcome}${tookFrom(reclaimed, replaced)} until ${expiresAt} | ${activeStreams} of ${limit}: ${watching}`;
    }
    case 'renew': {
      const result = await renewStream(deps, { id, ...operation });
      if (isRefused(result)) return refused(result);
      if (result.pass) onPass(result.pass);
      const { stream, activeStreams, limit, watching, expiresAt } = result.lease;
      return `renewed ${stream} until ${expiresAt} | ${activeStreams} of ${limit}: ${watching}`;
    }
    case 'stop': {
      const result = await stopStream(deps, { id, session: operation.session });
      if (isRefused(result)) return result.refusal;
      const { activeStreams, limit, watching } = result.view;
      // What was not there is told from a later read by engines that do not return the item with the refusal.
      return result.stopped ? `stopped | ${activeStreams} of ${limit}: ${watching}` : 'nothing to stop';
    }
    case 'revoke': {
      const { blockMs } = operation;
      const result = await revokeStreams(deps, {
        id,
        blockSeconds: blockMs === undefined ? undefined : blockMs / 1000,
      });
      if (isRefused(result)) return result.refusal;
      return `revoked, blocked until ${result.blockedUntil} | ${result.revoked}`;
    }
    case 'streams': {
      const result = await getStreams(deps, id);
      if ('refusal' in result) return result.refusal;
      return `${result.activeStreams} of ${result.limit}: ${result.streams.map(describeStream)}`;
    }
    case 'user': {
      const result = await getUser(deps, id);
      return 'refusal' in result ? result.refusal : `${result.Subscription} ${JSON.stringify(result.Status)}`;
    }
  }
}

/** Whose slots were taken: of whom it was expired, and of whom it was live. */
export const tookFrom = (reclaimed: readonly string[], replaced: readonly string[]): string =>
  (reclaimed.length > 0 ? ` instead of ${[...reclaimed].sort()}` : '') +
  (replaced.length > 0 ? ` ending ${replaced}` : '');

function refused(result: Refused): string {
  switch (result.refusal) {
    case 'stream-limit-reached':
      if (result.policy !== undefined) {
        const { policy, active, limit, sessions, streams } = result;
        return `denied by ${policy}: ${active} of ${limit}, end ${sessions} | ${streams?.map(describeStream)}`;
      }
      return `denied | ${result.activeStreams} of ${result.limit}: ${result.streams?.map(describeStream)}`;
    case 'stream-ended': {
      const { reason, endedAt, by } = result;
      return reason === 'unknown' ? 'stream-ended' : `stream-ended: ${reason} ${endedAt}${describeTaker(by)}`;
    }
    case 'user-blocked':
      return `user-blocked until ${result.blockedUntil}`;
    default:
      return result.refusal;
  }
}

export const describeTaker = (
  by: { session: string; stream: string; device?: string | undefined } | undefined,
): string =>
  by === undefined ? '' : ` by ${by.session}=${by.stream}${by.device === undefined ? '' : `@${by.device}`}`;

const describeStream = (stream: { session: string; stream: string; device?: string; expiresAt: string }): string =>
  `${stream.session}=${stream.stream}${stream.device === undefined ? '' : `@${stream.device}`} until ${stream.expiresAt}`;
