/**
 * What pages. Each alarm has its section in docs/runbook.md, by the end of its name, and belongs to one of two composite
 * alarms, which are all that calls anybody: one night, one page. Those that MiniStack can make are in monitoring.yml.
 */
const {
  answered,
  api,
  expression,
  metric,
  PLAYER_FUNCTIONS,
  PLAYER_ROUTES,
  STARTS,
  ref,
  route,
  SERVED_TABLE,
  service,
} = require('./metrics.cjs');

/** Of the table: what lists users by plan. */
const INDEXES = ['listing'];

const sum = (ids) => ids.map((id) => `FILL(${id}, 0)`).join(' + ');
const numbered = (letter, values) => values.map((_, i) => `${letter}${i}`);

/** How many requests of players there were, as `expression` refers to them. */
const requests = PLAYER_ROUTES.map((each, i) => metric(`r${i}`, route('Count', each), 'SampleCount'));
const allRequests = sum(numbered('r', PLAYER_ROUTES));

const starts = Object.keys(STARTS).map((name, i) => metric(`s${i}`, service(name)));
const allStarts = sum(starts.map(({ Id }) => Id));

/**
 * The share in %, where there are at least so many; else 0: some errors in a quiet hour are looked at in the morning, and one
 * player in a loop pages nobody. The part is at least of itself: what one source counts (the access log) another may not (API
 * Gateway, before it knows the route), and where nothing is left to divide by an alarm says nothing.
 */
const share = (part, whole, floor) => `IF(${part} >= ${floor}, 100 * (${part}) / MAX([${part}, ${whole}]), 0)`;

const ofTable = (name, index) => [
  'AWS/DynamoDB',
  name,
  { TableName: SERVED_TABLE, ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }) },
];
const calls = (operation) => [
  'AWS/DynamoDB',
  'SuccessfulRequestLatency',
  { TableName: SERVED_TABLE, Operation: operation },
];

const alarm = (name, description, metrics, { above, below, of: [points, periods], period = 60, ...options }) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: { 'Fn::Sub': `\${AWS::StackName}-${name}` },
    AlarmDescription: `${description} docs/runbook.md#${name}`,
    Metrics: metrics.map((each) =>
      each.MetricStat === undefined ? each : { ...each, MetricStat: { ...each.MetricStat, Period: period } },
    ),
    EvaluationPeriods: periods,
    DatapointsToAlarm: points,
    TreatMissingData: 'notBreaching',
    ...(above === undefined ? {} : { ComparisonOperator: 'GreaterThanThreshold', Threshold: above }),
    ...(below === undefined ? {} : { ComparisonOperator: 'LessThanLowerThreshold', ThresholdMetricId: below }),
    ...options,
  },
});

const viewers = {
  // By route, so that no start that fails is hidden among renewals that do not.
  ServerErrors: alarm(
    'server-errors',
    'More than one request in a hundred of a route that players call ends in a 5xx.',
    [
      expression('worst', 'Requests that end in a 5xx, in %', `MAX([${numbered('s', PLAYER_ROUTES)}])`),
      ...PLAYER_ROUTES.flatMap((each, i) => [
        metric(`e${i}`, route('5xx', each)),
        metric(`r${i}`, route('Count', each), 'SampleCount'),
        { ...expression(`s${i}`, each, share(`FILL(e${i}, 0)`, `FILL(r${i}, 1)`, 5)), ReturnData: false },
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
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the Serverless CLI fills it in
    { above: '${param:loginAlarmPercent}', of: [3, 5] },
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
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the Serverless CLI fills it in
    { above: '${param:denialsAlarmPercent}', of: [3, 3], period: 300 },
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

const capacity = {
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
      ...['other_errors', 'other_requests'].map((id, i) => ({
        ...expression(id, 'of players and health checks', sum(numbered('er'[i], [...PLAYER_ROUTES, 'GET /health']))),
        ReturnData: false,
      })),
      ...[...PLAYER_ROUTES, 'GET /health'].flatMap((each, i) => [
        metric(`e${i}`, route('5xx', each)),
        metric(`r${i}`, route('Count', each), 'SampleCount'),
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
        metric(`t${i}`, ['AWS/Lambda', 'Throttles', { FunctionName: ref(`${fn}LambdaFunction`) }]),
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
      metric('writes', ofTable('WriteThrottleEvents')),
      metric('reads', ofTable('ReadThrottleEvents')),
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
        metric(`w${i}`, ofTable('WriteThrottleEvents', index)),
        metric(`r${i}`, ofTable('ReadThrottleEvents', index)),
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
      expression(
        'share',
        'Of the account’s concurrency, in %',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the Serverless CLI fills it in
        '100 * claimed / ${param:accountConcurrency}',
      ),
      metric('claimed', ['AWS/Lambda', 'ClaimedAccountConcurrency', {}], 'Maximum'),
    ],
    { above: 80, of: [3, 5] },
  ),
};

const firing = (alarms) => ({ 'Fn::Sub': alarms.map((id) => `ALARM("\${${id}}")`).join(' OR ') });

const composite = (name, description, alarms, options = {}) => ({
  Type: 'AWS::CloudWatch::CompositeAlarm',
  Properties: {
    AlarmName: { 'Fn::Sub': `\${AWS::StackName}-${name}` },
    AlarmDescription: `${description} docs/runbook.md#${name}`,
    AlarmRule: firing(alarms),
    AlarmActions: [ref('AlarmTopic')],
    OKActions: [ref('AlarmTopic')],
    ...options,
  },
});

const named = (alarms) => Object.fromEntries(Object.entries(alarms).map(([name, each]) => [`${name}Alarm`, each]));

module.exports = {
  Resources: {
    ...named(viewers),
    ...named(capacity),
    ViewersAlarm: composite('viewers', 'Viewers cannot start or go on, or wait for it.', [
      ...Object.keys(named(viewers)),
      'LatencyAlarm',
      'HealthAlarm',
    ]),
    // Causes, before anybody suffers. Who was called for the viewers is not called again for these.
    CapacityAlarm: composite(
      'capacity',
      'Something is short, or the back office fails; viewers do not suffer from it yet.',
      Object.keys(named(capacity)),
      {
        ActionsSuppressor: ref('ViewersAlarm'),
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 300,
      },
    ),
    // Told to learn, so that the first night has a model: an alarm alone waits for one.
    StartsModel: {
      Type: 'AWS::CloudWatch::AnomalyDetector',
      Properties: {
        MetricMathAnomalyDetector: {
          MetricDataQueries: viewers.Starts.Properties.Metrics.filter(({ Id }) => Id !== 'usual').map((each) => ({
            ...each,
            ReturnData: each.Id === 'starts',
          })),
        },
      },
    },
  },
};
