import { cli } from '../cloudformation.ts';
import { PLAYER_ROUTES } from '../functions.ts';
import { answered, api, route, service } from '../metrics.ts';
import { alarm, allStarts, expression, hidden, metric, type Query, share, starts } from './alarm.ts';

/**
 * How many requests of a route must end so in a minute, for three minutes of five, before anybody is called. A service
 * of a hundred viewers has three starts a minute; one player that tries again twice a minute at a dead hour pages
 * nobody.
 */
const FLOORS = { failed: 2, refused: 3, anHour: 10 };

/**
 * The largest of the three routes' shares in %, so that no start that fails is hidden among renewals that do not. What
 * makes up a share has the ids `a0`, `b0` … of the first route.
 */
const worst = (label: string, letters: readonly string[], parts: readonly Query[], floor: number): readonly Query[] => [
  expression('worst', label, `MAX([${PLAYER_ROUTES.map((_, i) => `share${i}`)}])`),
  ...parts,
  ...PLAYER_ROUTES.flatMap((key, i) => [
    metric(`r${i}`, route('Count', key), 'SampleCount'),
    hidden(
      `share${i}`,
      key,
      share(`(${letters.map((letter) => `FILL(${letter}${i}, 0)`).join(' + ')})`, `FILL(r${i}, 1)`, floor),
    ),
  ]),
];

/** By route, the requests that API Gateway ended in a 5xx, and those whose answer had this status. */
const serverErrors = PLAYER_ROUTES.map((key, i) => metric(`e${i}`, route('5xx', key)));
const answers = (letter: string, status: number) =>
  PLAYER_ROUTES.map((key, i) => metric(`${letter}${i}`, answered(status, key)));

/** Most viewers cannot start, or cannot go on. */
export const outage = {
  Failing: alarm(
    'failing',
    'More than half of the requests to a player route end in a 5xx.',
    worst('Requests that end in a 5xx, in %', ['e'], serverErrors, FLOORS.failed),
    { above: 50, of: [3, 5] },
  ),
  Logins: alarm(
    'logins',
    'Most requests to a player route are refused for their token.',
    worst(
      'Requests that get a 401 or a 403, in %',
      ['a', 'f'],
      [...answers('a', 401), ...answers('f', 403)],
      FLOORS.refused,
    ),
    { above: cli('param:loginAlarmPercent'), of: [3, 5] },
  ),
  Ended: alarm(
    'ended',
    'More than three in ten renewals get a 410: their stream has ended.',
    [
      expression(
        'share',
        'Renewals that get a 410, in %',
        share('FILL(ended, 0)', 'FILL(renewals, 1)', FLOORS.refused),
      ),
      metric('ended', answered(410, 'POST /renewstream')),
      metric('renewals', route('Count', 'POST /renewstream'), 'SampleCount'),
    ],
    { above: 30, of: [3, 5] },
  ),
};

/** Some viewers cannot start or go on, or wait for it. */
export const viewers = {
  ServerErrors: alarm(
    'server-errors',
    'More than 1 % of the requests to a player route end in a 5xx.',
    worst('Requests that end in a 5xx, in %', ['e'], serverErrors, FLOORS.failed),
    { above: 1, of: [3, 5] },
  ),
  // What stays below every threshold for hours: at this rate the errors that a month may have are used up in five days.
  // Above one in a hundred `server-errors` has fired, and an outage that is over would keep this one up for an hour.
  ErrorBudget: alarm(
    'error-budget',
    'For an hour, a player route has failed six times as often as the objective allows.',
    [
      expression(
        'burn',
        'Times what the objective allows',
        `IF(worst > 1, 0, worst / (100 - ${cli('param:objectivePercent')}))`,
      ),
      ...worst('Requests that end in a 5xx, in %', ['e'], serverErrors, FLOORS.anHour).map((query) => ({
        ...query,
        ReturnData: false,
      })),
    ],
    { above: 6, of: [1, 1], period: 3600 },
  ),
  Unavailable: alarm(
    'unavailable',
    'More than one in two hundred requests to a player route ends in a 503, after all attempts.',
    worst('Requests that are given up, in %', ['u'], answers('u', 503), FLOORS.failed),
    { above: 0.5, of: [3, 5] },
  ),
  Denials: alarm(
    'denials',
    'Most starts are denied.',
    [
      expression(
        'share',
        'Starts that are denied, in %',
        share('FILL(denied, 0)', `FILL(denied, 0) + ${allStarts}`, 10),
      ),
      metric('denied', service('StreamDenied')),
      ...starts,
    ],
    { above: cli('param:denialsAlarmPercent'), of: [3, 3], period: 300 },
  ),
  Starts: alarm(
    'starts',
    'Far fewer streams start than usual at this hour of the week.',
    [
      // Where nobody starts at all, the metrics of starts have no data, and an alarm would say nothing: of the API
      // there are always some.
      expression('starts', 'Starts', `${allStarts} + 0 * FILL(requests, 0)`),
      expression('usual', 'What is usual', 'ANOMALY_DETECTION_BAND(starts, 4)'),
      metric('requests', api('Count'), 'SampleCount'),
      ...starts,
    ],
    // Of a quarter of an hour: in five minutes a small service has too few to tell.
    { below: 'usual', of: [1, 1], period: 900 },
  ),
};
