/** The dashboard: what viewers see at the top, then the functions, then the table. CloudFormation fills in the names. */
const name = (expression) => `\${${expression}}`;
const REGION = name('AWS::Region');
const TABLE = name('UsersTable');

const PLAYER_FUNCTIONS = ['RequestStream', 'RenewStream', 'StopStream'];
const FUNCTIONS = [...PLAYER_FUNCTIONS, 'GetStreams', 'CreateUser', 'GetUser', 'RemoveUser', 'GetAllUsers', 'Health'];
const functionName = (fn) => name(`${fn}LambdaFunction`);

const service = (metric, label, options = {}) => [
  'Streamgate',
  metric,
  'service',
  name('AWS::StackName'),
  { label, ...options },
];
const api = (metric, label, options) => ['AWS/ApiGateway', metric, 'ApiId', name('HttpApi'), { label, ...options }];
const table = (metric, label, options) => ['AWS/DynamoDB', metric, 'TableName', TABLE, { label, ...options }];
const lambda = (metric, fn, options) => [
  'AWS/Lambda',
  metric,
  'FunctionName',
  functionName(fn),
  { label: fn, ...options },
];

const WIDTH = 6;
const HEIGHT = 6;

const graph = (title, metrics, { unit, stat = 'Sum', stacked = false } = {}) => ({
  type: 'metric',
  properties: {
    title,
    metrics,
    stat,
    stacked,
    period: 60,
    region: REGION,
    view: 'timeSeries',
    yAxis: { left: { min: 0, ...(unit === undefined ? {} : { label: unit, showUnits: false }) } },
  },
});

const ROWS = [
  {
    title: '# Viewers',
    graphs: [
      graph('Starts a minute', [
        service('StreamAdmitted', 'admitted'),
        service('StreamReclaimed', 'admitted, in place of expired ones'),
        service('StreamDenied', 'denied', { color: '#d62728' }),
      ]),
      graph('Renewals and stops a minute', [
        lambda('Invocations', 'RenewStream', { label: 'renewals' }),
        service('StreamStopped', 'stops'),
      ]),
      graph(
        'What callers wait',
        [api('Latency', 'p50', { stat: 'p50' }), api('Latency', 'p99', { stat: 'p99', color: '#d62728' })],
        { unit: 'ms' },
      ),
      graph('Errors a minute', [
        api('5xx', '5xx'),
        service('RequestFailed', 'unknown faults (500)'),
        service('RequestUnavailable', 'attempts exhausted (503)'),
        [`Streamgate/${name('AWS::StackName')}`, 'ApiThrottled', { label: 'throttled by the API (429)' }],
      ]),
    ],
  },
  {
    title: '# Functions',
    graphs: [
      graph(
        'Duration, p99',
        FUNCTIONS.map((fn) => lambda('Duration', fn)),
        { unit: 'ms', stat: 'p99' },
      ),
      graph(
        'Executions at once',
        FUNCTIONS.map((fn) => lambda('ConcurrentExecutions', fn)),
        { stat: 'Maximum', stacked: true },
      ),
      graph(
        'Throttled a minute',
        FUNCTIONS.map((fn) => lambda('Throttles', fn)),
      ),
      graph(
        'Failed executions a minute',
        FUNCTIONS.map((fn) => lambda('Errors', fn)),
      ),
    ],
  },
  {
    title: '# Table',
    graphs: [
      graph('Units a minute', [
        table('ConsumedWriteCapacityUnits', 'write units'),
        table('ConsumedReadCapacityUnits', 'read units'),
      ]),
      graph('Throttled a minute', [
        table('WriteThrottleEvents', 'writes', { color: '#d62728' }),
        table('ReadThrottleEvents', 'reads'),
      ]),
      graph(
        'Time of a call, p99',
        ['UpdateItem', 'GetItem'].map((operation) => [
          ...['AWS/DynamoDB', 'SuccessfulRequestLatency', 'TableName', TABLE, 'Operation', operation],
          { label: operation },
        ]),
        { unit: 'ms', stat: 'p99' },
      ),
      graph('Read of the health check', [service('HealthLatency', 'p99', { stat: 'p99' })], { unit: 'ms' }),
    ],
  },
];

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
        DashboardName: { Ref: 'AWS::StackName' },
        DashboardBody: { 'Fn::Sub': JSON.stringify({ start: '-PT3H', widgets }) },
      },
    },
  },
  Outputs: {
    Dashboard: {
      Description: 'The dashboard',
      Value: {
        'Fn::Sub': `https://${REGION}.console.aws.amazon.com/cloudwatch/home?region=${REGION}#dashboards/dashboard/${name('Dashboard')}`,
      },
    },
  },
};
