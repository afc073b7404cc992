import fc from 'fast-check';
import type { Fate } from './device.ts';

/** What may happen in an evening of watching. Times are in milliseconds. */
export type Action =
  | { readonly do: 'start'; readonly stream: string }
  | { readonly do: 'stop' | 'takeOver' | 'crash' | 'reload' | 'online' | 'wake' | 'revoke' | 'replaced' | 'othersStop' }
  | { readonly do: 'pass' | 'sleep'; readonly ms: number }
  | { readonly do: 'network'; readonly fate: Fate; readonly delay: number }
  | { readonly do: 'others'; readonly count: number }
  | { readonly do: 'clock'; readonly wrongBy: number };

const FATES: Fate[] = [
  ...(['lost', 'answer-lost', 'hung'] as const),
  { status: 503, body: {}, headers: { 'retry-after': '5' } },
  { status: 429, body: { message: 'Too Many Requests' } },
  { status: 500, body: { code: 'internal-error' } },
  { status: 400, body: { code: 'invalid-request' } },
  { status: 403, body: { message: 'Forbidden' } },
];

const ms = (most: number) => fc.integer({ min: 1, max: most });

export const ACTIONS: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('start' as const), stream: fc.constantFrom('film', 'news') }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.oneof(ms(3000), ms(100_000), ms(500_000)) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: ms(600_000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('network' as const),
      fate: fc.constantFrom<Fate>(...FATES),
      delay: ms(4000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('network' as const),
      fate: fc.constant<Fate>('served'),
      delay: fc.constantFrom(0, 50, 3000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('others' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('clock' as const), wrongBy: fc.integer({ min: -1e8, max: 1e8 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['stop', 'takeOver', 'crash', 'reload', 'online', 'wake', 'revoke', 'replaced', 'othersStop'] as const),
      ),
    }),
  },
);
