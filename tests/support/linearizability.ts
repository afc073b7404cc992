import { isSame } from './invariants.ts';
import { type Outcome, outcomes, type State } from './model.ts';
import type { Operation } from './operations.ts';

/** One request of a history. Times are ticks of a counter that every start and every end moves. */
export interface Call {
  readonly operation: Operation;
  readonly start: number;
  readonly end: number;
  /**
   * Undefined when it was lost: one attempt of an operation, which may have happened until its end, or not. It may also
   * happen later, but not once that operation or a newer one has changed the user. Of an operation that was never
   * answered, it may also be the last write, which had seen what newer ones did: until another changes the user that
   * began after its end.
   */
  readonly answer: string | undefined;
  /**
   * An attempt of it was lost, and repeated. What was done then is done, and what the user watches was told later: it
   * must have been so at some time, but need not be of the same instant.
   */
  readonly repeated?: boolean;
  /** The names of its attempts, so that one who saw them can tell when it took effect. */
  readonly attempts?: readonly string[];
}

/** What somebody between the service and the engine saw. */
export interface Seen {
  /** When the engine answered. Only a guess of when it did it, which is tried first and decides nothing. */
  readonly at: number;
  /** The user after it, where the engine told: the call leads there, if it changes anything. */
  readonly after: State;
}

/** So that a history nobody can check is a failure and not a test without an end. */
const MAX_STEPS = 50_000;

/**
 * Whether the history of one user is **linearizable**: is there an order of its calls, in which none comes before one
 * that had ended before it started, and in which every answer is what the model says? After Wing and Gong, "Testing and
 * Verifying Concurrent Objects" (1993), with Lowe's memory of where it has been ("Testing for linearizability", 2017).
 *
 * @param ending what must hold of the state in the end, such as that the table holds it
 * @param witness what the engine was seen to do for a call, if it was: see `Seen`
 * @returns undefined if there is such an order, otherwise what stands against it
 * @throws if the history is too tangled to tell in a reasonable time
 */
export function findFault(
  initial: State,
  history: readonly Call[],
  ending: (state: State) => boolean = () => true,
  witness: (call: Call) => Seen | undefined = () => undefined,
): string | undefined {
  const byStart = history.toSorted((a, b) => a.start - b.start);
  const sure = byStart.filter(({ answer }) => answer !== undefined);
  const lost = byStart.filter(({ answer }) => answer === undefined);
  const seen = new Set<string>();
  let furthest: { done: readonly Call[]; state: State } = { done: [], state: initial };

  const answered = new Set(sure.map(({ operation }) => operation));

  /** What lets it happen now. */
  const reasons = ({ end, operation }: Call, path: Path): readonly boolean[] => [
    path.started < end,
    operation.now > path.changed,
    path.changing < end && !answered.has(operation),
  ];

  const guess = (call: Call): number => witness(call)?.at ?? Number.POSITIVE_INFINITY;
  const done = new Set<Call>();

  const then = (call: Call, state: State, path: Path): boolean => {
    done.add(call);
    const at = guess(call);
    const { now } = call.operation;
    const next = {
      state,
      first: path.first,
      reached: Number.isFinite(at) ? Math.max(path.reached, at) : path.reached,
      started: Math.max(path.started, call.start),
      ...(state === path.state
        ? { changing: path.changing, changed: path.changed }
        : {
            changing: Math.max(path.changing, call.start),
            changed: Math.max(path.changed, now),
          }),
    };
    if (search(next)) return true;
    done.delete(call);
    return false;
  };

  const search = (path: Path): boolean => {
    const { state, reached } = path;
    let { first } = path;
    for (let call = sure[first]; call !== undefined && done.has(call); call = sure[first]) first++;
    if (done.size > furthest.done.length) furthest = { done: [...done], state };
    if (first === sure.length && ending(state)) return true;

    const pending = atOnce(sure, first, done);
    const before = Math.min(...pending.map((call) => call.end));
    const left = lost.filter((call) => !done.has(call));
    const open = left.filter((call) => call.start < before && reasons(call, path).includes(true));
    const key = JSON.stringify([
      pending.map((call) => sure.indexOf(call, first)),
      left.map((call) => [lost.indexOf(call), ...reasons(call, path)]),
      state,
    ]);
    if (seen.has(key)) return false;
    if (seen.size >= MAX_STEPS) {
      throw new Error(`Undecided after ${MAX_STEPS} steps.\n${explain(byStart, furthest.done, furthest.state)}`);
    }
    seen.add(key);

    // An answer that says that nothing was changed, and is right now, may come first: the others do not notice, so no
    // other order can be better. (A renewal may change nothing here and something later: the model makes a new state of
    // it.)
    const idle = pending.find((call) => {
      const ways = matching(state, call);
      return ways.length > 0 && ways.every((way) => way.state === state);
    });
    if (idle) return then(idle, state, { ...path, first });
    const next = [...pending, ...open].map((call) => ({
      call,
      ways: asSeen(matching(state, call), state, witness(call)),
    }));
    // What was lost, and has not been needed where it was guessed, is tried last.
    const rank = (call: Call) => (call.answer === undefined && guess(call) <= reached ? Number.MAX_VALUE : guess(call));
    return next
      .sort((a, b) => rank(a.call) - rank(b.call) || 0)
      .some(({ call, ways }) => ways.some((way) => then(call, way.state, { ...path, first })));
  };
  const path = { state: initial, first: 0, reached: NEVER, started: NEVER, changing: NEVER, changed: NEVER };
  return search(path) ? undefined : explain(byStart, furthest.done, furthest.state);
}

const NEVER = Number.NEGATIVE_INFINITY;

/** How far an order has come. */
interface Path {
  readonly state: State;
  /** All of those that were answered before it are done. */
  readonly first: number;
  /** The latest guess that was followed. */
  readonly reached: number;
  /** When the last of them started. */
  readonly started: number;
  /** When the last of those that changed the user started. */
  readonly changing: number;
  /** The time of the newest request that has changed the user. */
  readonly changed: number;
}

/** Those that may come next: none of the others had ended when they started. */
function atOnce(calls: readonly Call[], first: number, done: ReadonlySet<Call>): Call[] {
  const pending: Call[] = [];
  let firstEnd = Number.POSITIVE_INFINITY;
  for (let at = first; at < calls.length; at++) {
    const call = calls[at];
    if (call === undefined || call.start >= firstEnd) break;
    if (done.has(call)) continue;
    pending.push(call);
    firstEnd = Math.min(firstEnd, call.end);
  }
  return pending.filter((call) => call.start < firstEnd);
}

/**
 * What was seen is the last that the call wrote, and others may have come since: its answer may be of a later look,
 * that changed nothing.
 */
const asSeen = (ways: Outcome[], state: State, { after }: Partial<Seen> = {}): Outcome[] =>
  ways.filter((way) => after === undefined || isSame(way.state, state) || isSame(way.state, after));

function matching(state: State, { operation, answer, repeated }: Call): Outcome[] {
  const ways = outcomes(state, operation);
  // A lost call that changes nothing needs no place in the order.
  if (answer === undefined) return ways.filter((way) => way.state !== state);
  return ways.filter((way) => (repeated ? done(way.answer) === done(answer) : way.answer === answer));
}

const done = (answer: string): string | undefined => answer.split(' | ')[0];

const explain = (calls: readonly Call[], done: readonly Call[], state: State): string =>
  [
    'No order of the calls explains the answers. The longest that goes well:',
    ...done.map(describe),
    `Then the user is ${JSON.stringify(state)}, and none of these fits, or the table holds something else:`,
    ...calls.filter((call) => !done.includes(call)).map(describe),
  ].join('\n');

const describe = ({ operation: { limits, ...operation }, start, end, answer }: Call): string =>
  `  ${String(start).padStart(5)} to ${String(end).padStart(8)}  ${JSON.stringify(operation)} of ${limits.standard} → ${answer ?? '(lost)'}`;
