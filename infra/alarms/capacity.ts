import { cli, ref } from '../cloudformation.ts';
import { lambdaOf, PLAYER_FUNCTIONS, PLAYER_ROUTES } from '../functions.ts';
import { answered, api, route, service, table } from '../metrics.ts';
import { alarm, allRequests, expression, hidden, metric, numbered, requests, share, sum } from './alarm.ts';

/** Of the table: what lists users by plan. */
const INDEXES = ['listing'];
/** Whose errors are not the back office's. */
const OTHERS = [...PLAYER_ROUTES, 'GET /health'];

const ofIndex = (name: string, index: string) => table(name, { GlobalSecondaryIndexName: index });
const calls = (operation: string) => table('SuccessfulRequestLatency', { Operation: operation });

/** Causes, before anybody suffers. */
export const capacity = {
  BackOfficeErrors: alarm(
    'back-office-errors',
    'More than one request in ten of those that are no player’s ends in a 5xx.',
    [
      expression(
        'share',
        'Requests that end in a 5xx, in %',
        share('(errors - other_errors)', '(FILL(requests, 1) - other_requests)', 5),
      ),
      metric('errors', api('5xx')),
      metric('requests', api('Count'), 'SampleCount'),
      hidden('other_errors', 'of players and health checks', sum(numbered('e', OTHERS))),
      hidden('other_requests', 'of players and health checks', sum(numbered('r', OTHERS))),
      ...OTHERS.flatMap((key, i) => [
        metric(`e${i}`, route('5xx', key)),
        metric(`r${i}`, route('Count', key), 'SampleCount'),
      ]),
    ],
    { above: 10, of: [3, 5] },
  ),
  ApiThrottled: alarm(
    'api-throttled',
    'The API refuses more than one request of players in a hundred above its rate with 429.',
    [
      expression('share', 'Requests that get a 429, in %', share('FILL(refused, 0)', allRequests, 10)),
      metric('refused', answered(429)),
      ...requests,
    ],
    { above: 1, of: [3, 5] },
  ),
  FunctionThrottles: alarm(
    'function-throttles',
    'Lambda refuses more than one call of players in two hundred for want of concurrency.',
    [
      expression(
        'share',
        'Throttled calls of players, in %',
        share(`(${sum(numbered('t', PLAYER_FUNCTIONS))})`, allRequests, 5),
      ),
      ...PLAYER_FUNCTIONS.map((fn, i) =>
        metric(`t${i}`, ['AWS/Lambda', 'Throttles', { FunctionName: ref(lambdaOf(fn)) }]),
      ),
      ...requests,
    ],
    { above: 0.5, of: [3, 5] },
  ),
  TableThrottles: alarm(
    'table-throttles',
    'DynamoDB refuses more than one call of the table in a hundred for want of capacity.',
    [
      expression(
        'share',
        'Throttled calls of the table, in %',
        share(`(${sum(['writes', 'reads'])})`, `${sum(['writes', 'reads', 'updates', 'gets'])}`, 10),
      ),
      metric('writes', table('WriteThrottleEvents')),
      metric('reads', table('ReadThrottleEvents')),
      metric('updates', calls('UpdateItem'), 'SampleCount'),
      metric('gets', calls('GetItem'), 'SampleCount'),
    ],
    { above: 1, of: [3, 5] },
  ),
  // The table's own metric does not have them, and an index that is full holds up the writes of the table.
  IndexThrottles: alarm(
    'index-throttles',
    'DynamoDB refuses calls for want of capacity of the index of plans.',
    [
      expression('throttles', 'Throttled calls of the index', sum(INDEXES.flatMap((_, i) => [`w${i}`, `r${i}`]))),
      ...INDEXES.flatMap((index, i) => [
        metric(`w${i}`, ofIndex('WriteThrottleEvents', index)),
        metric(`r${i}`, ofIndex('ReadThrottleEvents', index)),
      ]),
    ],
    { above: 10, of: [3, 5] },
  ),
  // Lambda's hosts keep their time, so one instance that does not is to be looked at before a viewer notices.
  ClockSkewed: alarm(
    'clock-skewed',
    'The clock of an instance differs from the table’s by five seconds or more.',
    [expression('times', 'Times an instance saw it', 'FILL(skewed, 0)'), metric('skewed', service('ClockSkewed'))],
    { above: 0, of: [3, 5] },
  ),
  Concurrency: alarm(
    'concurrency',
    'Four fifths of the concurrency that Lambda gives this account are in use.',
    [
      expression('share', 'Of the account’s concurrency, in %', `100 * claimed / ${cli('param:accountConcurrency')}`),
      metric('claimed', ['AWS/Lambda', 'ClaimedAccountConcurrency', {}], 'Maximum'),
    ],
    { above: 80, of: [3, 5] },
  ),
};
