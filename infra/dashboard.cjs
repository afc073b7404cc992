/** The dashboard: what viewers get at the top, then what is refused, the functions, the table. CloudFormation fills in the names. */
const {
  answered,
  api,
  PLAYER_FUNCTIONS,
  PLAYER_ROUTES,
  ref,
  route,
  SERVED_TABLE,
  STARTS,
  service,
} = require('./metrics.cjs');

const FUNCTIONS = [
  ...PLAYER_FUNCTIONS,
  'RevokeStreams',
  'GetStreams',
  'CreateUser',
  'GetUser',
  'RemoveUser',
  'GetAllUsers',
  'Health',
];
const RED = '#d62728';

/** As text for Fn::Sub: the body of a dashboard is a string. */
const text = (value) => (typeof value === 'string' ? value : (value['Fn::Sub'] ?? `\${${value.Ref}}`));
const REGION = text(ref('AWS::Region'));

/** A line of a graph. */
const line = ([namespace, name, dimensions], label, options = {}) => [
  text(namespace),
  name,
  ...Object.entries(dimensions).flatMap(([key, value]) => [key, text(value)]),
  { label, ...options },
];
/** One that is only there for an expression. */
const hidden = (id, metric, stat = 'Sum') => line(metric, id, { id, stat, visible: false });
const formula = (expression, label, options = {}) => [{ expression, label, ...options }];

const table = (name, dimensions = {}) => ['AWS/DynamoDB', name, { TableName: SERVED_TABLE, ...dimensions }];
const lambda = (name, fn) => ['AWS/Lambda', name, { FunctionName: ref(`${fn}LambdaFunction`) }];
const each = (name) => FUNCTIONS.map((fn) => line(lambda(name, fn), fn));

const graph = (title, metrics, { unit, stat = 'Sum', stacked = false, min = 0, max } = {}) => ({
  type: 'metric',
  properties: {
    title,
    metrics,
    stat,
    stacked,
    period: 60,
    region: REGION,
    view: 'timeSeries',
    yAxis: {
      left: {
        min,
        ...(max === undefined ? {} : { max }),
        ...(unit === undefined ? {} : { label: unit, showUnits: false }),
      },
    },
  },
});

const ROWS = [
  {
    title: '# What viewers get',
    graphs: [
      graph(
        'Right answers',
        PLAYER_ROUTES.flatMap((key, i) => [
          hidden(`e${i}`, route('5xx', key)),
          hidden(`r${i}`, route('Count', key), 'SampleCount'),
          formula(`100 - 100 * FILL(e${i}, 0) / r${i}`, key),
        ]),
        { unit: '%', min: 95, max: 100 },
      ),
      graph(
        'What they wait, p99',
        PLAYER_ROUTES.map((key) => line(route('Latency', key), key)),
        { unit: 'ms', stat: 'p99' },
      ),
      graph('Starts a minute', [
        ...Object.entries(STARTS).map(([name, label]) => line(service(name), label)),
        line(service('StreamDenied'), 'denied', { color: RED }),
      ]),
      graph(
        'Refused',
        [
          ...PLAYER_ROUTES.map((key, i) => hidden(`r${i}`, route('Count', key), 'SampleCount')),
          ...[401, 403, 410, 429].flatMap((status) => [
            hidden(`a${status}`, answered(status)),
            formula(`100 * a${status} / (FILL(r0, 0) + FILL(r1, 0) + FILL(r2, 0))`, String(status)),
          ]),
        ],
        { unit: '%' },
      ),
    ],
  },
  {
    title: '# Requests',
    graphs: [
      graph(
        'Requests a minute',
        [...PLAYER_ROUTES.map((key) => line(route('Count', key), key)), line(api('Count'), 'all')],
        { stat: 'SampleCount' },
      ),
      graph('Ends a minute', [
        line(service('StreamStopped'), 'stopped'),
        ...['Replaced', 'Expired', 'Revoked', 'Unknown'].map((reason) =>
          line(service(`StreamEnded${reason}`), `told of its end: ${reason.toLowerCase()}`),
        ),
        line(service('UserRevoked'), 'users revoked'),
      ]),
      graph('Faults a minute', [
        line(api('5xx'), '5xx'),
        line(service('RequestFailed'), 'unknown faults (500)'),
        line(service('RequestUnavailable'), 'attempts exhausted (503)'),
        line(service('AccessRefused'), 'refused by the functions (401, 403)'),
        line(service('UserBlocked'), 'starts of blocked users (403)'),
        line(service('ClaimRefused'), 'claims without a subscription'),
        line(service('ClockSkewed'), 'clocks that differ from the table’s'),
      ]),
      graph('Read of the health check', [line(service('HealthLatency'), 'p99', { stat: 'p99' })], { unit: 'ms' }),
    ],
  },
  {
    title: '# Functions',
    graphs: [
      graph('Duration, p99', each('Duration'), { unit: 'ms', stat: 'p99' }),
      graph(
        'Executions at once',
        [
          ...each('ConcurrentExecutions'),
          line(['AWS/Lambda', 'ClaimedAccountConcurrency', {}], 'all of the account', { color: RED }),
        ],
        { stat: 'Maximum' },
      ),
      graph('Throttled a minute', each('Throttles')),
      graph('Failed executions a minute', each('Errors')),
    ],
  },
  {
    title: '# Table',
    graphs: [
      graph('Units a minute', [
        line(table('ConsumedWriteCapacityUnits'), 'write units'),
        line(table('ConsumedReadCapacityUnits'), 'read units'),
      ]),
      graph('Throttled a minute', [
        line(table('WriteThrottleEvents'), 'writes', { color: RED }),
        line(table('ReadThrottleEvents'), 'reads'),
        line(table('WriteThrottleEvents', { GlobalSecondaryIndexName: 'listing' }), 'writes of the index of plans'),
        line(table('ReadThrottleEvents', { GlobalSecondaryIndexName: 'listing' }), 'reads of the index of plans'),
      ]),
      graph(
        'Time of a call, p99',
        ['UpdateItem', 'GetItem'].map((Operation) => line(table('SuccessfulRequestLatency', { Operation }), Operation)),
        { unit: 'ms', stat: 'p99' },
      ),
    ],
  },
];

const WIDTH = 6;
const HEIGHT = 6;

const widgets = ROWS.flatMap(({ title, graphs }, row) => {
  const top = row * (HEIGHT + 1);
  return [
    { type: 'text', x: 0, y: top, width: 24, height: 1, properties: { markdown: title } },
    ...graphs.map((widget, i) => ({ ...widget, x: i * WIDTH, y: top + 1, width: WIDTH, height: HEIGHT })),
  ];
});

module.exports = {
  Resources: {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: ref('AWS::StackName'),
        DashboardBody: { 'Fn::Sub': JSON.stringify({ start: '-PT3H', widgets }) },
      },
    },
  },
  Outputs: {
    Dashboard: {
      Description: 'The dashboard',
      Value: {
        'Fn::Sub': `https://${REGION}.console.aws.amazon.com/cloudwatch/home?region=${REGION}#dashboards/dashboard/${text(ref('Dashboard'))}`,
      },
    },
  },
};
