import type { Policy } from '../../../src/domain/policies.ts';
import type { Options } from '../options.ts';

export interface Setting {
  readonly users: number;
  readonly seed: number;
  readonly leaseSeconds: number;
  readonly renewSeconds: number;
  readonly spareLeaseSeconds: number;
  readonly spareRenewSeconds: number;
  /** Whether a player that crashed comes back with its own session, or with a new one. */
  readonly keepsSession: boolean;
  /** Of 100 users, how many have a plan whose limit is 1. */
  readonly limitOnePercent: number;
  /** They only count, whatever their share is: the evening is the same with them. */
  readonly policies?: readonly Policy[];
}

/**
 * The paces of the curve: how often who has a slot to spare renews. The lease is two and a half times that, as at one
 * pace.
 */
const CURVE = [60, 120, 180, 300, 600, 900];

const base = ({ users, seed, leaseSeconds, renewSeconds, limitOnePercent }: Options) => ({
  users,
  seed,
  leaseSeconds,
  renewSeconds,
  limitOnePercent,
});

const withAndWithout = (setting: Omit<Setting, 'keepsSession'>): Setting[] =>
  [false, true].map((keepsSession) => ({ ...setting, keepsSession }));

/**
 * One pace and the two that were given, with players that lose their session in a crash and with players that keep it.
 */
export const compared = (options: Options): Setting[] =>
  [
    { spareLeaseSeconds: options.leaseSeconds, spareRenewSeconds: options.renewSeconds },
    { spareLeaseSeconds: options.spareLeaseSeconds, spareRenewSeconds: options.spareRenewSeconds },
  ].flatMap((spare) => withAndWithout({ ...base(options), ...spare }));

/** The paces that were given, with players that keep their session, as `@streamgate/player` does. */
export const defaults = (options: Options): Setting => ({
  ...base(options),
  spareLeaseSeconds: options.spareLeaseSeconds,
  spareRenewSeconds: options.spareRenewSeconds,
  keepsSession: true,
  policies: options.policies,
});

export const curve = (options: Options): Setting[] =>
  CURVE.flatMap((spareRenewSeconds) =>
    withAndWithout({ ...base(options), spareRenewSeconds, spareLeaseSeconds: spareRenewSeconds * 2.5 }),
  );
