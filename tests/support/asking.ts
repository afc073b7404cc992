import * as accounts from '../../src/domain/accounts.ts';
import * as change from '../../src/domain/change.ts';
import * as creation from '../../src/domain/creation.ts';
import type { Deps } from '../../src/domain/deps.ts';
import * as listing from '../../src/domain/listing.ts';
import { isRefusal, type Refusal } from '../../src/domain/refusals.ts';
import * as removal from '../../src/domain/removal.ts';
import * as renewal from '../../src/domain/renewal.ts';
import * as revoking from '../../src/domain/revoke.ts';
import * as start from '../../src/domain/start.ts';
import * as stop from '../../src/domain/stop.ts';
import { refusalProblem } from '../../src/http/problems.ts';
import { type endView, iso, leaseView, stoppedView, streamsView, userView } from '../../src/http/views.ts';

// The operations of the domain, with their results as a caller sees them on the wire.

/** A refusal, with what its problem has besides a text. */
export interface Refused extends Partial<ReturnType<typeof endView>> {
  readonly id?: string;
  readonly limit?: number;
  readonly activeStreams?: number;
  readonly streams?: ReturnType<typeof streamsView>['streams'];
  readonly refusal: Refusal['refusal'];
  readonly session?: string;
  readonly policy?: string;
  readonly active?: number;
  readonly sessions?: readonly string[];
  readonly blockedUntil?: string;
}

function refused(refusal: Refusal): Refused {
  const { extra } = refusalProblem(refusal);
  const who = 'id' in refusal ? { id: refusal.id } : {};
  const which = 'session' in refusal ? { session: refusal.session } : {};
  return { refusal: refusal.refusal, ...who, ...which, ...extra } as Refused;
}

export const isRefused = (result: object): result is Refused => 'refusal' in result;

/** The pass that an answer brings: of which lease, and when it ends, in epoch milliseconds. */
export interface Pass {
  readonly session: string;
  readonly startedAt: number;
  readonly until: number;
}

const passOf = ({ lease: { session, startedAt }, passUntil }: renewal.Granted): Pass | undefined =>
  passUntil === undefined ? undefined : { session, startedAt, until: passUntil };

export async function requestStream(deps: Deps, request: start.StreamRequest) {
  const started = await start.requestStream(deps, request);
  if (isRefusal(started)) return refused(started);
  const { outcome, reclaimed, replaced, wouldDeny } = started;
  return { outcome, lease: leaseView(started, deps), pass: passOf(started), reclaimed, replaced, wouldDeny };
}

export async function renewStream(deps: Deps, request: renewal.RenewalRequest) {
  const granted = await renewal.renewStream(deps, request);
  if (isRefusal(granted)) return refused(granted);
  return { lease: leaseView(granted, deps), pass: passOf(granted), wouldDeny: granted.change?.wouldDeny ?? [] };
}

export async function stopStream(deps: Deps, request: stop.StopRequest) {
  const result = await stop.stopStream(deps, request);
  return isRefusal(result) ? refused(result) : { stopped: result.stopped, view: stoppedView(result, request.session) };
}

export async function revokeStreams(deps: Deps, request: revoking.RevokeRequest) {
  const result = await revoking.revokeStreams(deps, request);
  if (isRefusal(result)) return refused(result);
  const { id, revoked, blockedUntil } = result;
  return { id, revoked, ...(blockedUntil === undefined ? {} : { blockedUntil: iso(blockedUntil) }) };
}

export async function createUser(deps: Deps, user: creation.NewUser) {
  const created = await creation.createUser(deps, user);
  return isRefusal(created) ? refused(created) : userView(created, created.createdAt);
}

export async function updateUser(deps: Deps, request: change.ChangeRequest) {
  const user = await change.updateUser(deps, request);
  return isRefusal(user) ? refused(user) : userView(user, deps.now());
}

export async function getUser(deps: Deps, id: string) {
  const user = await accounts.getUser(deps, id);
  return isRefusal(user) ? refused(user) : userView(user, deps.now());
}

export async function getStreams(deps: Deps, id: string) {
  const user = await accounts.getUser(deps, id);
  return isRefusal(user) ? refused(user) : streamsView(user, deps.rules, deps.now());
}

export async function removeUser(deps: Deps, id: string) {
  const result = await removal.removeUser(deps, id);
  return isRefusal(result) ? refused(result) : result;
}

export async function listUsers(deps: Deps, asked: listing.Listing) {
  const page = await listing.listUsers(deps, asked);
  if (isRefusal(page)) return refused(page);
  const { users, now, ...rest } = page;
  return { users: users.map((user) => userView(user, now)), ...rest };
}
