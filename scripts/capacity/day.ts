import type { Evening } from './evening.ts';
import { HABITS } from './simulation/habits.ts';

/** Rates in one minute of a day: streams at a time; requests and writes a second. */
export interface Minute {
  readonly streams: number;
  readonly requests: number;
  readonly writes: number;
}

export const MINUTES_A_DAY = 1440;
/** When the simulated evening begins. */
export const EVENING_STARTS = 18 * 60;
/** The minute of the day at which the match begins. */
export const KICK_OFF = EVENING_STARTS + HABITS.kickOff.afterHours * 60;

/** How the hours outside the evening compare with one another: a guess. The evening itself is simulated. */
const QUIET = [
  1, 0.6, 0.4, 0.3, 0.3, 0.3, 0.5, 0.7, 0.8, 0.8, 0.9, 1, 1.2, 1.2, 1.2, 1.3, 1.6, 2, 2, 2, 2, 0.4, 0.8, 1,
];

/**
 * A day of a service with so many streams at the evening's peak, and `averagePercent` of them in the day's mean. The
 * evening is as it was simulated. Its last viewers leave after it as they do in it; the other hours share what is left
 * of the mean. Outside the evening a stream asks as often as it does in the evening.
 */
export function dayOf(evening: Evening, viewers: number, averagePercent: number): Minute[] {
  const { minutes: played } = evening;
  const scale = viewers / Math.max(...played.map(([streams]) => streams));
  const last = played.at(-1)?.[0] ?? 0;
  const minutes = Array.from({ length: MINUTES_A_DAY }, (_, minute) => minute);
  const ends = EVENING_STARTS + played.length;
  const simulated = minutes.map((minute) => {
    if (minute >= ends) return last * scale * Math.exp(-(minute - ends + 1) / HABITS.viewingMinutes);
    return (played[minute - EVENING_STARTS]?.[0] ?? 0) * scale;
  });
  const weights = minutes.map((minute) => (minute >= EVENING_STARTS && minute < ends ? 0 : weightAt(minute)));
  const left = Math.max(0, viewers * (averagePercent / 100) * MINUTES_A_DAY - sum(simulated));
  const weighed = left / sum(weights);
  return minutes.map((minute) => {
    const row = played[minute - EVENING_STARTS];
    const streams = (simulated[minute] ?? 0) + weighed * (weights[minute] ?? 0);
    if (row !== undefined) return { streams, requests: (row[1] / 60) * scale, writes: (row[2] / 60) * scale };
    const { requestsAStreamHour, writesAStreamHour } = evening;
    return {
      streams,
      requests: (streams * requestsAStreamHour) / 3600,
      writes: (streams * writesAStreamHour) / 3600,
    };
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Between two hours on a line, as no day goes by steps. */
function weightAt(minute: number): number {
  const hour = Math.floor(minute / 60);
  const here = QUIET[hour] ?? 0;
  const next = QUIET[(hour + 1) % 24] ?? here;
  return here + ((next - here) * (minute % 60)) / 60;
}
