import { ref, sub, type Text } from './cloudformation.ts';
import { ENDPOINTS, lambdaOf, PLAYER_ROUTES } from './functions.ts';
import { answered, api, type Metric, route, STARTS, service, table } from './metrics.ts';

const RED = '#d62728';

/** As text for Fn::Sub: the body of a dashboard is a string. */
function text(value: Text): string {
  if (typeof value === 'string') return value;
  if ('Fn::Sub' in value) return value['Fn::Sub'];
  return 'Ref' in value ? `\${${value.Ref}}` : `\${${value['Fn::GetAtt'].join('.')}}`;
}
const REGION = text(ref('AWS::Region'));

/** A line of a graph. */
const line = ([namespace, name, dimensions]: Metric, label: string, options: object = {}) => [
  text(namespace),
  name,
  ...Object.entries(dimensions).flatMap(([key, value]) => [key, text(value)]),
  { label, ...options },
];
/** One that is only there for an expression. */
const hidden = (id: string, metric: Metric, stat = 'Sum') => line(metric, id, { id, stat, visible: false });
const formula = (expression: string, label: string, options: object = {}) => [{ expression, label, ...options }];

const lambda = (name: string, fn: string): Metric => ['AWS/Lambda', name, { FunctionName: ref(lambdaOf(fn)) }];
/** A line a function. */
const byFunction = (name: string) => ENDPOINTS.map((fn) => line(lambda(name, fn), fn));

/** A line a policy: whichever there are. */
function byPolicy(name: string) {
  const [namespace, , dimensions] = service(name);
  const { service: stage = '' } = dimensions;
  const search = `{${text(namespace)},service,policy} MetricName="${name}" service="${text(stage)}"`;
  return [formula(`SEARCH('${search}', 'Sum', 60)`, '')];
}

interface Look {
  readonly unit?: string;
  readonly stat?: string;
  readonly min?: number;
  readonly max?: number;
}
const graph = (title: string, metrics: readonly unknown[], { unit, stat = 'Sum', min = 0, max }: Look = {}) => ({
  type: 'metric',
  properties: {
    title,
    metrics,
    stat,
    stacked: false,
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

/** The sum over the routes of players. */
const ofAll = (letter: string) => PLAYER_ROUTES.map((_, i) => `FILL(${letter}${i}, 0)`).join(' + ');

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
        line(service('TooManyStarts'), 'started too often'),
      ]),
      graph('Denied by policy', byPolicy('StreamDenied')),
      graph('Would be denied', byPolicy('WouldDeny')),
      graph(
        'Refused',
        [
          ...PLAYER_ROUTES.map((key, i) => hidden(`r${i}`, route('Count', key), 'SampleCount')),
          ...[401, 403, 410, 429].flatMap((status) => [
            ...PLAYER_ROUTES.map((key, i) => hidden(`a${status}_${i}`, answered(status, key))),
            formula(`100 * (${ofAll(`a${status}_`)}) / (${ofAll('r')})`, String(status)),
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
          line(service(`StreamEnded${reason}`), `ended: ${reason.toLowerCase()}`),
        ),
        line(service('UserRevoked'), 'users revoked'),
        line(service('PassesIssued'), 'passes issued, told once a minute by each instance'),
      ]),
      graph('Faults a minute', [
        line(api('5xx'), '5xx'),
        line(service('RequestFailed'), 'unknown faults (500)'),
        line(service('RequestUnavailable'), 'attempts exhausted (503)'),
        line(service('AccessRefused'), 'refused by the functions (401, 403)'),
        line(service('UserBlocked'), 'starts of blocked users (403)'),
        line(service('ClaimRefused'), 'claims without a subscription'),
        line(service('PlanUnknown'), 'claims of a plan without a limit of its own'),
        line(service('ClockSkewed'), 'clocks that differ from the table’s'),
        line(service('StampAhead'), 'users whose stamp is ahead of the clock'),
        line(service('PassKeysUnreadable'), 'failed reads of the keys of passes'),
      ]),
      graph('Read of the health check', [line(service('HealthLatency'), 'p99', { stat: 'p99' })], { unit: 'ms' }),
    ],
  },
  {
    title: '# Functions',
    graphs: [
      graph('Duration, p99', byFunction('Duration'), { unit: 'ms', stat: 'p99' }),
      graph(
        'Executions at once',
        [
          ...byFunction('ConcurrentExecutions'),
          line(['AWS/Lambda', 'ClaimedAccountConcurrency', {}], 'all of the account', { color: RED }),
        ],
        { stat: 'Maximum' },
      ),
      graph('Throttled a minute', byFunction('Throttles')),
      graph('Failed executions a minute', byFunction('Errors')),
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

export const dashboard = {
  Resources: {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: ref('AWS::StackName'),
        DashboardBody: sub(JSON.stringify({ start: '-PT3H', widgets })),
      },
    },
  },
  Outputs: {
    Dashboard: {
      Description: 'The dashboard',
      Value: sub(
        `https://${REGION}.console.aws.amazon.com/cloudwatch/home?region=${REGION}#dashboards/dashboard/${text(ref('Dashboard'))}`,
      ),
    },
  },
};
