import { ASSUMPTIONS } from './assumptions.ts';

/** What is to be carried. */
export interface Event {
  /** Streams that are watched at the same time at the peak. */
  readonly viewers: number;
  /** In how many minutes they all start. */
  readonly rampMinutes: number;
  /** The pace of a full user: RENEW_SECONDS. */
  readonly renewSeconds: number;
  /** The pace of who has a slot to spare: SPARE_RENEW_SECONDS. */
  readonly spareRenewSeconds: number;
  /** Of the streams, how many belong to a user who has no slot to spare. */
  readonly fullPercent: number;
  /** Streams at a time of one who watches, in the mean. */
  readonly streamsAUser: number;
  /** How long one viewing lasts, in the mean. */
  readonly sessionMinutes: number;
  /** Of the users who start in the ramp, how many are enrolled by it. */
  readonly enrolPercent: number;
  /** Streams in the mean of a month, as a percentage of the peak's. */
  readonly averagePercent: number;
}

/** Requests a second, but for the last two, which are write units a second. */
export interface Load {
  readonly starts: number;
  /** At the end of the ramp. */
  readonly peakRenewals: number;
  /** Once all are there. */
  readonly renewals: number;
  readonly stops: number;
  /** At the end of the ramp: those who start, and all the others' renewals. */
  readonly peak: number;
  /** Once all are there: renewals, and who comes and goes. */
  readonly steady: number;
  /** The starts and stops among `steady`. */
  readonly decisions: number;
  readonly enrolments: number;
  readonly peakWrites: number;
  readonly steadyWrites: number;
}

/** Whether all renew alike: then a renewal is one write, full or not. */
export const onePace = ({ renewSeconds, spareRenewSeconds }: Event): boolean => renewSeconds === spareRenewSeconds;

export function loadOf(event: Event): Load {
  const { viewers } = event;
  const starts = viewers / (event.rampMinutes * 60);
  const viewing = event.sessionMinutes * 60;
  const full = viewers * (event.fullPercent / 100);
  const spare = viewers - full;
  const ramp = event.rampMinutes * 60;

  const fullRenewals = (full * renewalsIn(viewing, event.renewSeconds, event.renewSeconds)) / viewing;
  const spareRenewals = (spare * renewalsIn(viewing, event.renewSeconds, event.spareRenewSeconds)) / viewing;
  // The share of each in the starts, times the renewals that one has come to by the end of the ramp.
  const peakFull = (full / ramp) * renewalsIn(ramp, event.renewSeconds, event.renewSeconds);
  const peakSpare = (spare / ramp) * renewalsIn(ramp, event.renewSeconds, event.spareRenewSeconds);

  const again = onePace(event) ? 0 : ASSUMPTIONS.paceChanges.value;
  const stops = viewers / viewing;
  const decisions = 2 * stops;
  const enrolments = (starts / event.streamsAUser) * (event.enrolPercent / 100);
  const unit = ASSUMPTIONS.writeUnits.value;
  return {
    starts,
    peakRenewals: peakFull + peakSpare,
    renewals: fullRenewals + spareRenewals,
    stops,
    peak: starts + peakFull + peakSpare,
    steady: fullRenewals + spareRenewals + decisions,
    decisions,
    enrolments,
    peakWrites:
      (starts - enrolments + peakFull + peakSpare) * unit +
      (viewers * again) / 3600 +
      enrolments * ASSUMPTIONS.enrolWrites.value,
    steadyWrites: (fullRenewals + spareRenewals + decisions) * unit + (viewers * again) / 3600,
  };
}

/** How often a stream has been renewed after so many seconds: first at the short pace, as the first lease is short. */
function renewalsIn(seconds: number, first: number, then: number): number {
  const mean = ASSUMPTIONS.meanRenewal.value;
  return seconds <= first * mean ? seconds / (first * mean) : 1 + (seconds - first * mean) / (then * mean);
}
