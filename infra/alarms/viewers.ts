import { cli } from '../cloudformation.ts';
import { PLAYER_ROUTES } from '../functions.ts';
import { answered, route, service } from '../metrics.ts';
import {
  alarm,
  allRequests,
  allStarts,
  expression,
  hidden,
  metric,
  numbered,
  requests,
  share,
  starts,
} from './alarm.ts';

/** Of these each one says that viewers suffer, whatever the cause. */
export const viewers = {
  // By route, so that no start that fails is hidden among renewals that do not.
  ServerErrors: alarm(
    'server-errors',
    'More than one request in a hundred of a route that players call ends in a 5xx.',
    [
      expression('worst', 'Requests that end in a 5xx, in %', `MAX([${numbered('s', PLAYER_ROUTES)}])`),
      ...PLAYER_ROUTES.flatMap((key, i) => [
        metric(`e${i}`, route('5xx', key)),
        metric(`r${i}`, route('Count', key), 'SampleCount'),
        hidden(`s${i}`, key, share(`FILL(e${i}, 0)`, `FILL(r${i}, 1)`, 5)),
      ]),
    ],
    { above: 1, of: [3, 5] },
  ),
  Unavailable: alarm(
    'unavailable',
    'More than one request of players in two hundred ends in a 503 after all attempts.',
    [
      expression('share', 'Requests that are given up, in %', share('FILL(given_up, 0)', allRequests, 20)),
      metric('given_up', service('RequestUnavailable')),
      ...requests,
    ],
    { above: 0.5, of: [3, 5] },
  ),
  Logins: alarm(
    'logins',
    'Most requests of players are refused for their token.',
    [
      expression('share', 'Requests that get a 401, in %', share('FILL(refused, 0)', allRequests, 20)),
      metric('refused', answered(401)),
      ...requests,
    ],
    { above: cli('param:loginAlarmPercent'), of: [3, 5] },
  ),
  Denials: alarm(
    'denials',
    'Most starts are denied.',
    [
      expression(
        'share',
        'Starts that are denied, in %',
        share('FILL(denied, 0)', `FILL(denied, 0) + ${allStarts}`, 50),
      ),
      metric('denied', service('StreamDenied')),
      ...starts,
    ],
    { above: cli('param:denialsAlarmPercent'), of: [3, 3], period: 300 },
  ),
  Starts: alarm(
    'starts',
    'Far fewer streams are started than is usual at this hour.',
    [
      { ...expression('starts', 'Starts', allStarts), ReturnData: true },
      expression('usual', 'What is usual', 'ANOMALY_DETECTION_BAND(starts, 4)'),
      ...starts,
    ],
    { below: 'usual', of: [3, 3], period: 300 },
  ),
};
