import { cli, ref } from '../cloudformation.ts';
import { lambdaOf, PLAYER_FUNCTIONS, PLAYER_ROUTES } from '../functions.ts';
import { answered, api, route, service, table } from '../metrics.ts';
import { alarm, allRequests, expression, hidden, metric, numbered, requests, share, sum } from './alarm.ts';

/** Of the table: what lists users by plan. */
const INDEXES = ['listing'];
/** Whose errors are not the back office's. */
const OTHERS = [...PLAYER_ROUTES, 'GET /health'];

const ofIndex = (name: string, index: string) => table(name, { GlobalSecondaryIndexName: index });

/**
 * The calls of the table that DynamoDB answered. An alarm on DynamoDB's metrics keeps its state while it has no data,
 * whatever it is told to do: one that sees only throttles would fire for ever once they end. These are always there.
 */
const calls = ['UpdateItem', 'GetItem'].map((operation, i) =>
  metric(`c${i}`, table('SuccessfulRequestLatency', { Operation: operation }), 'SampleCount'),
);
const allCalls = sum(calls.map(({ Id }) => Id));

/** Of the table and its indexes: something is short. */
const tableAlarms = {
  TableThrottles: alarm(
    'table-throttles',
    'The table is short of capacity: DynamoDB refuses more than 1 % of its calls.',
    [
      expression(
        'share',
        'Throttled calls of the table, in %',
        share(`(${sum(['writes', 'reads'])})`, `${sum(['writes', 'reads'])} + ${allCalls}`, 10),
      ),
      metric('writes', table('WriteThrottleEvents')),
      metric('reads', table('ReadThrottleEvents')),
      ...calls,
    ],
    { above: 1, of: [3, 5], acts: true },
  ),
  // A partition in a hundred that refuses a third of its writes is a third of a per cent of all.
  HotPartition: alarm(
    'hot-partition',
    'One partition of the table refuses calls: its keys get more requests than a partition takes.',
    [
      expression('throttles', 'Calls refused by a partition', `${sum(['writes', 'reads'])} + 0 * (${allCalls})`),
      metric('writes', table('WriteKeyRangeThroughputThrottleEvents')),
      metric('reads', table('ReadKeyRangeThroughputThrottleEvents')),
      ...calls,
    ],
    { above: 100, of: [3, 5] },
  ),
  // The table's own metric does not have them, and an index that is full holds up the writes of the table.
  IndexThrottles: alarm(
    'index-throttles',
    'The index of plans is short of capacity: DynamoDB refuses calls.',
    [
      expression(
        'throttles',
        'Throttled calls of the index',
        `${sum(INDEXES.flatMap((_, i) => [`w${i}`, `r${i}`]))} + 0 * (${allCalls})`,
      ),
      ...INDEXES.flatMap((index, i) => [
        metric(`w${i}`, ofIndex('WriteThrottleEvents', index)),
        metric(`r${i}`, ofIndex('ReadThrottleEvents', index)),
      ]),
      ...calls,
    ],
    { above: 10, of: [3, 5], acts: true },
  ),
};

/** Of Lambda and API Gateway: something is short. */
const functionAlarms = {
  ApiThrottled: alarm(
    'api-throttled',
    'API Gateway throttles more than 1 % of the player requests (429).',
    [
      expression(
        'share',
        'Requests that get a 429, in %',
        share(`(${sum(numbered('t', PLAYER_ROUTES))})`, allRequests, 5),
      ),
      ...PLAYER_ROUTES.map((key, i) => metric(`t${i}`, answered(429, key))),
      ...requests,
    ],
    { above: 1, of: [3, 5] },
  ),
  FunctionThrottles: alarm(
    'function-throttles',
    'Lambda throttles more than one in two hundred player calls: concurrency is used up.',
    [
      expression(
        'share',
        'Throttled calls of players, in %',
        share(`(${sum(numbered('t', PLAYER_FUNCTIONS))})`, allRequests, 2),
      ),
      ...PLAYER_FUNCTIONS.map((fn, i) =>
        metric(`t${i}`, ['AWS/Lambda', 'Throttles', { FunctionName: ref(lambdaOf(fn)) }]),
      ),
      ...requests,
    ],
    { above: 0.5, of: [3, 5] },
  ),
  Concurrency: alarm(
    'concurrency',
    'More than four fifths of the account’s concurrency in Lambda is in use.',
    [
      expression('share', 'Of the account’s concurrency, in %', `100 * claimed / ${cli('param:accountConcurrency')}`),
      metric('claimed', ['AWS/Lambda', 'ClaimedAccountConcurrency', {}], 'Maximum'),
    ],
    { above: 80, of: [3, 5] },
  ),
};

/** What is wrong while viewers play. */
const otherAlarms = {
  BackOfficeErrors: alarm(
    'back-office-errors',
    'More than one in ten back-office requests ends in a 5xx.',
    [
      expression(
        'share',
        'Requests that end in a 5xx, in %',
        share('(FILL(errors, 0) - other_errors)', '(FILL(requests, 1) - other_requests)', 5),
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
  // Lambda's hosts keep their time, so one instance that does not is to be looked at before a viewer notices.
  ClockSkewed: alarm(
    'clock-skewed',
    'The clock of an instance differs from the table’s by five seconds, or a user’s stamp is a second ahead.',
    [
      expression('times', 'Times an instance saw it', 'FILL(skewed, 0) + FILL(ahead, 0)'),
      metric('skewed', service('ClockSkewed')),
      metric('ahead', service('StampAhead')),
    ],
    { above: 0, of: [3, 5] },
  ),
  // Instances that have a key go on with it; new ones answer no start. Without any, `unavailable` fires as well.
  PassKeys: alarm(
    'pass-keys',
    'Instances cannot read the keys that sign passes.',
    [
      expression('times', 'Failed reads of the keys', 'FILL(unread, 0)'),
      metric('unread', service('PassKeysUnreadable')),
    ],
    { above: 0, of: [3, 5] },
  ),
  OverAdmitted: alarm(
    'over-admitted',
    'A user was given more streams than the limit allows.',
    [expression('times', 'Admissions above the limit', 'FILL(over, 0)'), metric('over', service('OverAdmitted'))],
    { above: 0, of: [1, 1] },
  ),
  RequestsPerStream: alarm(
    'requests-per-stream',
    'Players renew far more often than renewAfter says.',
    [
      expression(
        'ratio',
        'Renewals for each start of six hours',
        'IF(FILL(renewals, 0) >= 5000, renewals / MAX([FILL(starts, 0), 1]), 0)',
      ),
      metric('renewals', route('Count', 'POST /renewstream'), 'SampleCount'),
      metric('starts', route('Count', 'POST /requeststream'), 'SampleCount'),
    ],
    { above: cli('param:renewalsPerStartAlarm'), of: [1, 1], period: 21_600 },
  ),
};

/** Causes, before anybody suffers. */
export const capacity = { ...tableAlarms, ...functionAlarms, ...otherAlarms };
