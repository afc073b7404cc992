import { describe, expect, test } from '@jest/globals';
import { type Call, findFault } from '../support/linearizability.ts';
import { outcomes, type State } from '../support/model.ts';
import { LEASE_MS, type Operation } from '../support/operations.ts';

const T = Date.parse('2026-11-23T12:00:00Z');
const limits = { standard: 3, byPlan: new Map() };
const user: State = { subscription: 'basic plan', leases: [] };
const holding = (...sessions: string[]): State => ({
  subscription: 'basic plan',
  leases: sessions.map((session) => ({
    session,
    stream: session,
    device: undefined,
    startedAt: T,
    expiresAt: T + LEASE_MS,
  })),
});

const request = (session: string, now = T): Operation => ({ kind: 'request', session, stream: session, now, limits });
const stop = (session: string, now = T): Operation => ({ kind: 'stop', session, now, limits });
const create: Operation = { kind: 'create', subscription: 'basic plan', now: T, limits };
const remove: Operation = { kind: 'remove', now: T, limits };

const call = (start: number, end: number, operation: Operation, answer: string | undefined): Call => ({
  start,
  end,
  operation,
  answer,
});

/** The answer in the state that these operations lead to. */
function answer(operation: Operation, from: State, ...before: Operation[]): string {
  const state = before.reduce<State>((now, each) => outcomes(now, each)[0]?.state, from);
  return outcomes(state, operation)[0]?.answer ?? '';
}

describe('histories that have an order', () => {
  test('calls one after the other', () => {
    const history = [
      call(0, 1, request('a'), answer(request('a'), user)),
      call(2, 3, request('b'), answer(request('b'), user, request('a'))),
      call(4, 5, stop('a'), answer(stop('a'), user, request('a'), request('b'))),
    ];
    expect(findFault(user, history)).toBeUndefined();
  });

  test('four at once, of which the one that was asked first lost', () => {
    const held = [request('b'), request('c'), request('d')];
    const history = [
      call(0, 9, request('a'), answer(request('a'), user, ...held)),
      call(1, 8, request('b'), answer(request('b'), user)),
      call(2, 7, request('c'), answer(request('c'), user, request('b'))),
      call(3, 6, request('d'), answer(request('d'), user, request('b'), request('c'))),
    ];
    expect(findFault(user, history)).toBeUndefined();
  });

  test('a lost answer whose effect is seen, and one whose effect is not', () => {
    const after = call(2, 3, stop('a'), answer(stop('a'), user, request('a')));
    const lost = call(0, Number.POSITIVE_INFINITY, request('a'), undefined);
    expect(findFault(user, [lost, after])).toBeUndefined();
    expect(findFault(user, [lost, call(2, 3, stop('a'), 'nothing to stop')])).toBeUndefined();
  });
});

describe('an attempt that was lost', () => {
  const full = holding('a', 'b', 'c');
  const lost = (start: number, end: number, operation: Operation) => call(start, end, operation, undefined);
  const holds = (...sessions: string[]) => {
    return (state: State) => String(state?.leases?.map(({ session }) => session).sort()) === String(sessions);
  };

  test('acts while its request lasts, and not when that has been answered with success', () => {
    const stopped = call(0, 3, stop('a', T + 1), answer(stop('a', T + 1), holding('a')));
    const again = (start: number) =>
      call(start, start + 1, request('a', T + 2), answer(request('a', T + 2), holding('a'), stop('a', T + 1)));
    const attempt = lost(0, 3, stop('a', T + 1));
    expect(findFault(holding('a'), [stopped, again(1), attempt], holds())).toBeUndefined();
    expect(findFault(holding('a'), [stopped, again(4), attempt], holds('a'))).toBeUndefined();
    expect(findFault(holding('a'), [stopped, again(4), attempt], holds())).toMatch(/No order/);
  });

  test('was seen to act, and the answer of its request came of a later look, when others had followed', () => {
    const first = request('a', T + 1);
    const newer = request('a', T + 2);
    const admitted = outcomes(user, first)[0]?.state;
    const history: Call[] = [
      { ...call(0, 9, first, answer(first, user, first, newer)), repeated: true, attempts: ['1', '2'] },
      { ...lost(0, 9, first), attempts: ['1'] },
      call(3, 5, newer, answer(newer, user, first)),
    ];
    const seen = ({ operation }: Call) => (operation === first ? { at: 2, after: admitted } : undefined);
    expect(history[0]?.answer).toMatch(/^renewed/);
    expect(findFault(user, history, holds('a'), seen)).toBeUndefined();
  });

  test('was seen to act again, after another had undone what it did first', () => {
    const renew = (session: string, stream: string, now: number): Operation => {
      return { kind: 'renew', session, stream, now, limits, spareMs: 5 * LEASE_MS };
    };
    const [goal, film, news, next] = [
      renew('a', 'goal', T + 2),
      renew('b', 'film', T + 3),
      renew('a', 'news', T + 1),
      renew('b', 'news', T + 4),
    ];
    const initial = holding('a', 'b');
    const done = (...operations: Operation[]) =>
      operations.reduce<State>((state, each) => outcomes(state, each)[0]?.state, initial);
    const history: Call[] = [
      { ...call(0, 9, goal, answer(goal, initial, goal, film, news, next)), repeated: true },
      lost(0, 9, goal),
      call(1, 3, film, answer(film, initial, goal)),
      call(1, 8, news, answer(news, initial, goal, film)),
      call(4, 6, next, answer(next, initial, goal, film, news)),
    ];
    const seen = ({ operation, answer: given }: Call) => {
      if (operation !== goal) return undefined;
      return given === undefined ? { at: 2, after: done(goal) } : { at: 7, after: done(goal, film, news, next, goal) };
    };
    const ends = (stream: string) => (state: State) => state?.leases?.[0]?.stream === stream;
    expect(findFault(initial, history, ends('goal'), seen)).toBeUndefined();
    expect(findFault(initial, history, ends('film'), seen)).toMatch(/No order/);
  });

  test('acts after a refusal, unless a newer request has changed the user', () => {
    const denied = call(0, 3, request('d', T + 2), answer(request('d', T + 2), full));
    const stopped = (now: number) => call(4, 5, stop('a', now), answer(stop('a', now), full));
    const attempt = lost(0, 3, request('d', T + 2));
    expect(findFault(full, [denied, stopped(T + 1), attempt], holds('b', 'c', 'd'))).toBeUndefined();
    expect(findFault(full, [denied, stopped(T + 3), attempt], holds('b', 'c'))).toBeUndefined();
    expect(findFault(full, [denied, stopped(T + 3), attempt], holds('b', 'c', 'd'))).toMatch(/No order/);
  });

  test('acts later where its request was never answered, until one that began after that has changed the user', () => {
    const stopped = call(0, 3, stop('a', T + 3), answer(stop('a', T + 3), holding('a')));
    const attempt = lost(0, 4, request('d', T + 2));
    const nothing = call(5, 6, stop('b', T + 4), 'nothing to stop');
    const started = call(7, 8, request('c', T + 5), answer(request('c', T + 5), user));
    expect(findFault(holding('a'), [stopped, attempt, nothing], holds('d'))).toBeUndefined();
    expect(findFault(holding('a'), [stopped, attempt, nothing, started], holds('c'))).toBeUndefined();
    expect(findFault(holding('a'), [stopped, attempt, nothing, started], holds('c', 'd'))).toMatch(/No order/);
  });

  test('does not act later where its request was refused, and a newer one had changed the user meanwhile', () => {
    const denied = call(0, 3, request('d', T + 2), answer(request('d', T + 2), full));
    const stopped = call(1, 2, stop('a', T + 3), answer(stop('a', T + 3), full));
    const attempt = lost(0, 3, denied.operation);
    const read: Operation = { kind: 'streams', now: T + 4, limits };
    const looked = call(4, 5, read, answer(read, full, stopped.operation));
    const history = [denied, stopped, attempt, looked];
    expect(findFault(full, history, holds('b', 'c'))).toBeUndefined();
    expect(findFault(full, history, holds('b', 'c', 'd'))).toMatch(/No order/);
    expect(findFault(full, [stopped, attempt, looked], holds('b', 'c', 'd'))).toBeUndefined();
  });

  test('makes nobody again who has been removed, as a tombstone fences it off, nor anybody who is there', () => {
    const created = call(0, 1, create, answer(create, undefined));
    const removed = call(2, 3, remove, 'removed true');
    const attempt = lost(0, 1, create);
    expect(findFault(undefined, [created, removed, attempt], (state) => state !== undefined)).toMatch(/No order/);
    const started = call(2, 3, request('a', T + 1), answer(request('a', T + 1), user));
    expect(findFault(undefined, [created, started, attempt], holds())).toMatch(/No order/);
  });
});

describe('histories that have none', () => {
  const fails = (initial: State, history: Call[], ending?: (state: State) => boolean) =>
    expect(findFault(initial, history, ending)).toMatch(/No order/);

  test('a fourth stream', () => {
    const granted = answer(request('d'), holding('b', 'c')).replace('3 of 3: b,c,d', '4 of 3: a,b,c,d');
    fails(holding('a', 'b', 'c'), [call(0, 1, request('d'), granted)]);
  });

  test('two who both got the last slot', () => {
    const last = (session: string) => call(0, 9, request(session), answer(request(session), holding('a', 'b')));
    fails(holding('a', 'b'), [last('c'), last('d')]);
  });

  test('a refusal while there was room all the time', () => {
    fails(holding('a', 'b'), [call(0, 1, request('d'), answer(request('d'), holding('a', 'b', 'c')))]);
  });

  test('right answers in an order that time forbids', () => {
    const full = holding('a', 'b', 'c');
    const stopped = call(4, 5, stop('a'), answer(stop('a'), full));
    const granted = answer(request('d'), full, stop('a'));
    expect(findFault(full, [call(3, 6, request('d'), granted), stopped])).toBeUndefined();
    fails(full, [call(0, 3, request('d'), granted), stopped]);
  });

  test('a lost call that did more than it was asked, or more than once', () => {
    const lost = call(0, Number.POSITIVE_INFINITY, stop('a'), undefined);
    fails(holding('a', 'b', 'c'), [lost, call(1, 2, stop('b'), 'nothing to stop')]);
    const granted = (session: string) => answer(request(session), holding('a', 'b', 'c'), stop('a'));
    fails(holding('a', 'b', 'c'), [
      lost,
      call(1, 2, request('d'), granted('d')),
      call(3, 4, request('e'), granted('d').replaceAll('d', 'e')),
    ]);
  });

  test('a lost call that was seen before it was made', () => {
    fails(holding('a'), [
      call(0, 1, stop('a'), 'nothing to stop'),
      call(2, Number.POSITIVE_INFINITY, stop('a'), undefined),
    ]);
  });

  test('a user created twice, or removed and still there', () => {
    const created = answer(create, undefined);
    fails(undefined, [call(0, 9, create, created), call(0, 9, create, created)]);
    fails(user, [call(0, 1, remove, 'removed true'), call(2, 3, stop('a'), 'nothing to stop')]);
  });

  test('right answers, and another state in the table', () => {
    const history = [call(0, 1, stop('a'), answer(stop('a'), holding('a', 'b')))];
    expect(findFault(holding('a', 'b'), history, (state) => state?.leases?.length === 1)).toBeUndefined();
    fails(holding('a', 'b'), history, (state) => state?.leases?.length === 0);
  });
});

test('thirty-two at once are no trouble', () => {
  const sessions = Array.from({ length: 32 }, (_, i) => `s${String(i).padStart(2, '0')}`);
  const first = sessions.slice(0, 3).map((session) => request(session));
  const history = sessions.map((session, i) =>
    call(i, 100 - i, request(session), answer(request(session), user, ...first.slice(0, i))),
  );
  expect(findFault(user, history)).toBeUndefined();
  expect(findFault(user, history, (state) => state?.leases?.length === 4)).toMatch(/No order/);
});
