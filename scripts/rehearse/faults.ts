import type { Account } from './account.ts';

/** Something that is broken on purpose, and what the stage must do about it. */
export interface Fault {
  readonly name: string;
  /** What it does to the stage. */
  readonly what: string;
  /** Which promise of the documentation it tries. */
  readonly claim: string;
  /** Of these alarms, by the ends of their names, one has to fire; none where the release must not come so far. */
  readonly alarms: readonly string[];
  /** Whether it comes by a release, which has to go back by itself. */
  readonly released: boolean;
  readonly cause: (account: Account) => Promise<void>;
  /** Undoes what does not go back by itself. */
  readonly cure: (account: Account) => Promise<void>;
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'an answer of 500',
    what: 'a release whose functions use a table that does not exist',
    claim: 'releasing.md, step 3: releaseCheck ends a release before viewers reach it',
    alarms: [],
    released: true,
    cause: (account) => account.deploy({ SERVED_TABLE: `${account.stack}-rehearsal-missing` }),
    cure: async () => {},
  },
  {
    name: 'a wrong audience',
    what: 'a release whose authorizer accepts no token',
    claim: 'releasing.md, step 6: CloudFormation rolls the whole stack back',
    alarms: ['logins'],
    released: true,
    cause: (account) => account.deploy({ AUTH_AUDIENCE: 'nobody-rehearsal' }),
    cure: async () => {},
  },
  {
    name: 'false denials',
    what: 'a release whose new version denies every start of one plan, which releaseCheck does not try',
    claim: 'releasing.md, steps 4 and 5: an alarm on the new version alone returns all requests to the old one',
    alarms: ['release-requestStream-denies'],
    released: true,
    cause: (account) => account.deploy({ STREAM_LIMITS_BY_SUBSCRIPTION: '{"rehearsal":0}' }),
    cure: async () => {},
  },
  {
    name: 'a throttled table',
    what: 'a table that takes one write a second',
    claim: 'runbook.md: a table short of capacity pages, and the alarms end when the shortage does',
    alarms: ['unavailable', 'server-errors', 'table-throttles'],
    released: false,
    cause: (account) => account.limitWrites(1),
    cure: (account) => account.limitWrites(-1),
  },
];

/** What was seen while a fault was there. */
export interface Seen {
  /** Alarms that fired, by the ends of their names, with the seconds after the fault began. */
  readonly fired: ReadonlyMap<string, number>;
  /** Whether the deploy failed, where the fault came by one. */
  readonly deployFailed: boolean;
  /** Whether the aliases point to the versions of before. */
  readonly sameVersions: boolean;
  /** Whether a viewer gets through afterwards. */
  readonly well: boolean;
}

/** @returns what was not as it must be, a sentence each; empty if the stage did all that it promises */
export function judge({ alarms, released }: Fault, { fired, deployFailed, sameVersions, well }: Seen): string[] {
  const faults: string[] = [];
  if (alarms.length > 0 && !alarms.some((name) => fired.has(name))) {
    faults.push(`none of these alarms fired: ${alarms.join(', ')}`);
  }
  if (released && !deployFailed) faults.push('the deploy succeeded');
  if (!sameVersions) faults.push('the release did not roll back: the live versions differ from those before');
  if (!well) faults.push('a viewer cannot start afterwards');
  return faults;
}
