import { expect, test } from '@jest/globals';
import { capacity } from '../../infra/alarms/capacity.ts';
import { viewers } from '../../infra/alarms/viewers.ts';
import { reckon } from '../support/metric-math.ts';

/** What the alarm goes by in one minute, with these values of its metrics; one that is not named had no data. */
function judged(name: string, values: Record<string, number>): number {
  const alarm = Object.values({ ...viewers, ...capacity }).find(({ Properties }) =>
    Properties.AlarmName['Fn::Sub'].endsWith(`-${name}`),
  );
  const [first, ...others] = alarm?.Properties.Metrics ?? [];
  if (first === undefined) throw new Error(`There is no alarm ${name}.`);
  return reckon([first, ...others], first.Id, values);
}

test.each<[string, string, Record<string, number>, number]>([
  ['logins', 'nobody gets in', { refused: 900, r0: 300, r1: 500, r2: 100 }, 100],
  ['logins', 'nobody gets in, and the gateway counts them on no route', { refused: 900 }, 100],
  ['logins', 'a twentieth of the tokens has just expired', { refused: 50, r0: 300, r1: 600, r2: 100 }, 5],
  ['logins', 'one player is in a loop, in a quiet hour', { refused: 19 }, 0],
  ['server-errors', 'every start fails, hidden among renewals', { e0: 50, r0: 50, r1: 9000, r2: 40 }, 100],
  ['server-errors', 'nobody asks', {}, 0],
  ['unavailable', 'one in a hundred is given up', { given_up: 50, r0: 1000, r1: 3900, r2: 100 }, 1],
  ['denials', 'three of four starts are denied', { denied: 300, s0: 90, s1: 10 }, 75],
  ['api-throttled', 'half is refused, of which the gateway counts none', { refused: 500, r1: 500 }, 100],
  ['function-throttles', 'one call in ten is refused', { t0: 10, t1: 90, r0: 100, r1: 900 }, 10],
  ['table-throttles', 'every fifth call is refused', { writes: 200, updates: 800 }, 20],
  ['index-throttles', 'somebody imports', { w0: 30 }, 30],
  ['back-office-errors', 'all of it fails, beside players who are well', { errors: 20, requests: 1020, r0: 1000 }, 100],
  ['back-office-errors', 'only health checks fail', { errors: 20, requests: 40, e3: 20, r3: 40 }, 0],
])('%s, where %s', (name, _, values, expected) => {
  expect(judged(name, values)).toBeCloseTo(expected);
});
