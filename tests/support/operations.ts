import type { Deps } from '../../src/domain/deps.ts';
import type { Limits } from '../../src/domain/limits.ts';
import { isRefusal, isUnavailable } from '../../src/domain/refusals.ts';
import { getStreams, renewStream, requestStream, stopStream } from '../../src/domain/streams.ts';
import { createUser, getUser, removeUser } from '../../src/domain/users.ts';

/** What a caller asks of one user, when, and under which table of plans: all that the answer may depend on. */
export type Operation = {
  /** The server's clock when the request arrived, in epoch milliseconds. */
  readonly now: number;
  readonly limits: Limits;
} & (
  | { readonly kind: 'create'; readonly subscription: string }
  | { readonly kind: 'remove' }
  | { readonly kind: 'request'; readonly session: string; readonly stream: string; readonly device?: string }
  | { readonly kind: 'renew'; readonly session: string; readonly stream?: string | undefined }
  | { readonly kind: 'stop'; readonly session: string }
  | { readonly kind: 'streams' }
  | { readonly kind: 'user' }
);

export const LEASE_MS = 150_000;

/** The answer to a request that the table kept from being decided: the caller gets a 503 and may ask again. */
export const UNAVAILABLE = 'unavailable';

/**
 * Lets the service do it.
 * @returns what the caller learns, as a short sentence: what was done | what the user watches then. The model (model.ts)
 *   speaks the same way
 * @throws what would be a 500
 */
export async function perform(deps: Deps, id: string, operation: Operation): Promise<string> {
  const { now, limits } = operation;
  try {
    return await ask({ ...deps, now: () => now, limits, leaseSeconds: LEASE_MS / 1000 }, id, operation);
  } catch (error) {
    if (isUnavailable(error)) return UNAVAILABLE;
    throw error;
  }
}

async function ask(deps: Deps, id: string, operation: Operation): Promise<string> {
  switch (operation.kind) {
    case 'create': {
      const result = await createUser(deps, { id, name: 'Van Persie', subscription: operation.subscription });
      return 'refusal' in result ? result.refusal : `created ${JSON.stringify(result.Status)}`;
    }
    case 'remove': {
      const result = await removeUser(deps, id);
      return isRefusal(result) ? result.refusal : `removed ${result.existed}`;
    }
    case 'request': {
      const result = await requestStream(deps, { id, ...operation });
      if (isRefusal(result)) {
        return result.refusal === 'stream-limit-reached'
          ? `denied | ${result.activeStreams} of ${result.limit}: ${result.streams.map(describeStream)}`
          : result.refusal;
      }
      const { activeStreams, limit, watching, expiresAt } = result.lease;
      const gone = result.reclaimed.length > 0 ? ` instead of ${[...result.reclaimed].sort()}` : '';
      return `${result.outcome}${gone} until ${expiresAt} | ${activeStreams} of ${limit}: ${watching}`;
    }
    case 'renew': {
      const result = await renewStream(deps, { id, ...operation });
      if (isRefusal(result)) return result.refusal;
      const { stream, activeStreams, limit, watching, expiresAt } = result.lease;
      return `renewed ${stream} until ${expiresAt} | ${activeStreams} of ${limit}: ${watching}`;
    }
    case 'stop': {
      const result = await stopStream(deps, { id, session: operation.session });
      if ('refusal' in result) return result.refusal;
      const { activeStreams, limit, watching } = result.view;
      // What was not there is told from a later read by engines that do not return the item with the refusal.
      return result.stopped ? `stopped | ${activeStreams} of ${limit}: ${watching}` : 'nothing to stop';
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

const describeStream = (stream: { session: string; stream: string; device?: string; expiresAt: string }): string =>
  `${stream.session}=${stream.stream}${stream.device === undefined ? '' : `@${stream.device}`} until ${stream.expiresAt}`;
