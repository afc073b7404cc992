import type { Log } from '../log/log.ts';

/** Counts the answers of a process, for the alarms of a fleet. */
export interface Counts {
  readonly count: (status: number) => void;
  /** Writes the counts since the last call. */
  readonly write: () => void;
}

/**
 * The counts that Lambda makes by itself for a function: how many requests a version has answered, how many with a 500,
 * and how many it refused for their token. It writes one line a minute, not one per request.
 */
export function countsOf(log: Log): Counts {
  let counts = { ServerRequests: 0, ServerFaults: 0, ServerRefused: 0 };
  return {
    count: (status) => {
      counts.ServerRequests++;
      if (status >= 500) counts.ServerFaults++;
      if (status === 401 || status === 403) counts.ServerRefused++;
    },
    write: () => {
      const { ServerRequests, ServerFaults, ServerRefused } = counts;
      counts = { ServerRequests: 0, ServerFaults: 0, ServerRefused: 0 };
      if (ServerRequests === 0) return;
      for (const [name, value] of Object.entries({ ServerRequests, ServerFaults, ServerRefused })) {
        log.count({ name, unit: 'Count', value, byVersion: true });
      }
    },
  };
}
