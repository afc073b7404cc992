import type { Results } from './section.ts';

/** What must hold, and whether it did in this run. */
export interface Bar {
  readonly bar: string;
  readonly limit: number;
  readonly measured: number;
  readonly met: boolean;
}

/** The SDK and zod are 210,000 of them. A start also carries who decides the limit, plans, labels and policies. */
const MAX_BUNDLE_BYTES = 298_000;
/** What signs passes lies beside them, and is loaded where passes are on. */
const MAX_PASSES_BYTES = 60_000;
const LISTED = new Set(['list, first page', 'list, deep inside']);
const HOT_OPERATIONS = new Set(['admit', 'deny', 'renew', 'renew, full', 'stop']);

/** They follow from an item that another write was refused for. */
const IN_TWO_WRITES = new Set(['renew, just full', 'reclaim', 'replace', 'enrol', 'admit near a policy']);

const atMost = (bar: string, limit: number, measured: number): Bar => ({
  bar,
  limit,
  measured,
  met: measured <= limit,
});

/** The bars of what was measured. A ratio is of the same run; a busy machine shifts it by some hundredths. */
export const barsOf = (results: Results): Bar[] => [
  ...decisionBars(results),
  ...floorBars(results),
  ...cpuBars(results),
  ...coldStartBars(results),
  ...alternativeBars(results),
  ...scaleBars(results),
  ...serverBars(results),
];

function decisionBars({ decisions }: Results): Bar[] {
  if (decisions === undefined) return [];
  const { costs, mostAdmitted, bundles, passes } = decisions;
  return [
    ...costs.flatMap(({ operation, calls, writeUnits, readUnits }) => {
      const most = IN_TWO_WRITES.has(operation) ? 2 : 1;
      return [
        atMost(`${operation}: calls`, most, calls),
        atMost(`${operation}: write units`, most, writeUnits),
        atMost(`${operation}: read units`, 0, readUnits),
      ];
    }),
    atMost('race of 50: most admitted', 3, mostAdmitted),
    ...bundles.flatMap(({ name, bytes, strangers }) => [
      atMost(`${name}: bytes`, MAX_BUNDLE_BYTES, bytes),
      atMost(`${name}: files that must not be in it`, 0, strangers.length),
    ]),
    ...(passes === undefined ? [] : [atMost('passes: bytes', MAX_PASSES_BYTES, passes.bytes)]),
  ];
}

const floorBars = ({ floor = [] }: Results): Bar[] =>
  floor
    .filter(({ operation }) => HOT_OPERATIONS.has(operation))
    .map(({ operation, ratio }) => atMost(`${operation}: handler ÷ floor`, 1.15, ratio));

const cpuBars = ({ cpu = [] }: Results): Bar[] =>
  cpu.map(({ operation, ratio }) =>
    atMost(`${operation}: CPU of the handler ÷ bare SDK call, 50 in flight`, MOST_CPU[operation], ratio),
  );

/** A start does more than call: it checks a token, decides, and writes a log line with a metric. */
const MOST_CPU = { start: 1.1, renew: 1 };

const coldStartBars = ({ coldStart = [] }: Results): Bar[] =>
  coldStart
    .filter(({ bundle }) => bundle === 'requestStream')
    .map(({ importRatio }) => atMost('requestStream: import ÷ bare document-client handler', 1, importRatio));

function alternativeBars({ alternatives = [], contention = [] }: Results): Bar[] {
  const [ours, ...others] = alternatives;
  const correct = others.filter(({ racesOverLimit }) => racesOverLimit === 0);
  return [
    ...(ours === undefined ? [] : [atMost('races of 50 over the limit', 0, ours.racesOverLimit)]),
    ...correct.flatMap(({ way, medianMs, writeUnits, readUnits }) => [
      atMost(`our time ÷ ${way}`, 1, (ours?.medianMs ?? Number.NaN) / medianMs),
      atMost(`our price ÷ ${way}`, 1, priceOf(ours?.writeUnits ?? Number.NaN, 0) / priceOf(writeUnits, readUnits)),
    ]),
    ...contention.map(({ players, expired, mostAdmitted }) =>
      atMost(`${players} players, ${expired} expired leases: most admitted`, 3, mostAdmitted),
    ),
  ];
}

const scaleBars = ({ scale }: Results): Bar[] =>
  (scale?.rows ?? [])
    .filter(({ operation }) => HOT_OPERATIONS.has(operation) || LISTED.has(operation))
    .map(({ operation, ratio }) => atMost(`${operation}: 1 million users ÷ 1 thousand`, 1.2, ratio));

/** The server may cost little beside the handler, and lose nothing at half of what it bears. */
const serverBars = ({ server }: Results): Bar[] =>
  server === undefined
    ? []
    : [
        ...server.cpu.map(({ operation, ratio }) =>
          atMost(`${operation}: CPU of the server, less the token, ÷ handler`, 1.15, ratio),
        ),
        ...timeBars(server.load.times),
        atMost('server: memory, second half ÷ first half', 1.1, server.load.secondHalfMb / server.load.firstHalfMb),
        ...server.faults.map(({ name, needlessly }) => atMost(`${name}: requests lost needlessly`, 0, needlessly)),
      ];

function timeBars([server, bare]: NonNullable<Results['server']>['load']['times']): Bar[] {
  const { p99Ms = Number.NaN, failed = Number.NaN } = server ?? {};
  return [
    atMost('server: p99 in ms, at half of what it bears', 10, p99Ms),
    atMost('server: p99 ÷ that of a bare server at the same rate', 1.1, p99Ms / (bare?.p99Ms ?? Number.NaN)),
    atMost('server: requests that fail at half of what it bears', 0, failed),
  ];
}

/** In write units: on demand, a read unit costs a fifth of a write unit. */
const priceOf = (writeUnits: number, readUnits: number): number => writeUnits + readUnits / 5;
