import { billOf, streamHoursOf } from '../bill.ts';
import { memoryOf } from '../memory.ts';
import type { Options } from '../options.ts';
import type { Outcome } from './tally.ts';

/** An evening, and what a million stream-hours would cost if each were like it. */
export type Played = Outcome & { readonly dollarsAMillionStreamHours: number };

/** What a million stream-hours would cost if every evening were like this one, at the volume that the options tell. */
export function dollarsOf(outcome: Outcome, options: Options): number {
  const perSecond = (aStreamHour: number) => (aStreamHour * options.viewers) / 3600;
  const bill = billOf(
    options,
    {
      steady: perSecond(outcome.requestsAStreamHour),
      decisions: perSecond(outcome.decisionsAStreamHour),
      steadyWrites: perSecond(outcome.writesAStreamHour),
    },
    { memoryMb: options.memoryMb, durationMs: options.durationMs || memoryOf(options.memoryMb).ms },
    { environments: 0, hoursAMonth: 0 },
  );
  const month = bill.reduce((sum, { dollarsAMonth }) => sum + dollarsAMonth, 0);
  return (month / streamHoursOf(options)) * 1e6;
}
