import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { RESPONSES, TABLE_RESPONSES } from '../../src/respond/settings.ts';
import { alarmsOf, compositesOf, type Metric, nameOf, packageWatched, Text, watchedBy } from '../support/alarms.ts';
import { isDocumented } from '../support/aws-metrics.ts';
import { ofType, type Resource, type Resources } from '../support/packaged.ts';

let prod: Resources = {};

beforeAll(async () => {
  prod = await packageWatched();
}, 120_000);

const alarms = () => alarmsOf(prod);
const composites = () => compositesOf(prod);

const Dashboard = z.object({
  widgets: z.array(z.object({ properties: z.object({ metrics: z.optional(z.array(z.array(z.unknown()))) }) })),
});
const shown = (): Metric[] =>
  z
    .parse(Dashboard, JSON.parse(prod.Dashboard?.Properties.DashboardBody['Fn::Sub']))
    .widgets.flatMap(({ properties }) => properties.metrics ?? [])
    .filter((line) => typeof line[0] === 'string')
    .map(([namespace, name, ...rest]) => ({
      namespace: String(namespace),
      name: String(name),
      dimensions: Object.fromEntries(
        rest.slice(0, -1).flatMap((key, i) => (i % 2 === 0 ? [[String(key), rest[i + 1]]] : [])),
      ),
    }));

/** What the code counts, and what is counted by version, too (src/log/decisions.ts). */
const sources = ['src/http', 'src/log']
  .flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join();
const counts = (name: string) => new RegExp(`'${name}'`).test(sources);

function existence({ namespace, name, dimensions }: Metric): 'exists' | Metric {
  const keys = Object.keys(dimensions).sort().join();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
  if (namespace === 'Streamgate/${AWS::StackName}') {
    const filters = ofType(prod, 'AWS::Logs::MetricFilter').flatMap(
      ({ Properties }) => Properties.MetricTransformations,
    );
    if (keys === 'route' && filters.some(({ MetricName }) => MetricName === name)) return 'exists';
  } else if (namespace === 'Streamgate') {
    if (counts(name) && ['service', 'function,service,version'].includes(keys)) return 'exists';
  } else if (isDocumented(namespace, name, Object.keys(dimensions))) return 'exists';
  return { namespace, name, dimensions };
}

describe('a metric that nobody publishes causes neither an alarm nor an error', () => {
  test('each metric of an alarm exists, with its dimensions', () => {
    const metrics = alarms().flatMap(watchedBy);
    expect(metrics.length).toBeGreaterThan(40);
    expect(metrics.map(existence).filter((each) => each !== 'exists')).toEqual([]);
  });

  test('each metric of the dashboard exists, with its dimensions', () => {
    expect(shown().length).toBeGreaterThan(40);
    expect(
      shown()
        .map(existence)
        .filter((each) => each !== 'exists'),
    ).toEqual([]);
  });

  test('each dimension that names a resource of the stack names an existing one', () => {
    const values = alarms()
      .flatMap(watchedBy)
      .map(({ dimensions }) => dimensions);
    const refs = [...JSON.stringify(values).matchAll(/"Ref":"([^":]+)"/g)].map(([, id = '']) => id);
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((id) => !(id in prod))).toEqual([]);
    const routes = ofType(prod, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey);
    const watched = values.flatMap(({ Method, Resource }) => (Method === undefined ? [] : [`${Method} ${Resource}`]));
    expect(watched.filter((key) => !routes.includes(key))).toEqual([]);
  });

  test('an expression uses existing metrics, and the alarm uses one of its lines', () => {
    for (const { id, Properties } of alarms()) {
      const metrics: { Id: string; Expression?: string; ReturnData?: boolean }[] = Properties.Metrics ?? [];
      const ids = metrics.map(({ Id }) => Id);
      const used = metrics
        .flatMap(({ Expression = '' }) => [...Expression.matchAll(/\b[a-z]\w*\b/g)])
        .map(([name]) => name);
      expect({ id, unknown: used.filter((name) => !ids.includes(name)) }).toEqual({ id, unknown: [] });
      // CloudWatch takes ten metrics in an alarm.
      expect(metrics.filter(({ Expression }) => Expression === undefined).length).toBeLessThanOrEqual(10);
      const returned = metrics.filter(
        ({ ReturnData }) => ReturnData !== false && Properties.ThresholdMetricId === undefined,
      );
      if (metrics.length > 0 && Properties.ThresholdMetricId === undefined) expect(returned).toHaveLength(1);
    }
  });
});

describe('what pages', () => {
  const rules = () => composites().map(({ Properties }) => z.parse(Text, Properties.AlarmRule));
  const isOfRelease = (alarm: Resource) => nameOf(alarm).startsWith('release-');

  test('is three composite alarms and nothing else, and a more severe one silences the others', () => {
    const suppressors = composites().map((each) => [nameOf(each), each.Properties.ActionsSuppressor?.Ref]);
    expect(Object.fromEntries(suppressors)).toEqual({
      outage: undefined,
      viewers: 'OutageAlarm',
      capacity: 'SufferingAlarm',
      suffering: undefined,
    });
    for (const composite of composites()) {
      const actions = nameOf(composite) === 'suffering' ? undefined : [{ Ref: 'AlarmTopic' }];
      expect(composite.Properties.AlarmActions).toEqual(actions);
    }
    const acting = alarms().filter(({ Properties }) => Properties.AlarmActions !== undefined);
    for (const { Properties } of acting) expect(Properties.AlarmActions).toEqual([{ Ref: 'ResponseTopic' }]);
  });

  test('each alarm belongs to one of them, and they name only existing alarms', () => {
    const members = rules()
      .filter((rule) => !rule.includes('OutageAlarm'))
      .flatMap((rule) => [...rule.matchAll(/ALARM\("\$\{(\w+)\}"\)/g)].map(([, id]) => id));
    const expected = alarms().filter((alarm) => !isOfRelease(alarm));
    expect(members.sort()).toEqual(expected.map(({ id }) => id).sort());
  });

  test('uses shares with a minimum, so that neither a quiet hour nor one player in a loop pages', () => {
    const shares = [
      'failing',
      'server-errors',
      'unavailable',
      'logins',
      'ended',
      'denials',
      'api-throttled',
      'function-throttles',
      'table-throttles',
    ];
    for (const name of shares) {
      const alarm = alarms().find((each) => nameOf(each) === name);
      expect({ name, text: JSON.stringify(alarm?.Properties.Metrics) }).toEqual({
        name,
        text: expect.stringMatching(/IF\([^"]+ >= \d+, 100 \* [^"]+ \/ /),
      });
    }
  });

  test('includes a total login outage, in which all requests are 401 before any function', () => {
    const logins = alarms().find((each) => nameOf(each) === 'logins');
    expect(logins === undefined ? [] : watchedBy(logins).map(({ name }) => name)).toContain('Answered401');
    for (const status of [401, 403, 410, 429, 503]) {
      const { FilterPattern, MetricTransformations } = prod[`Answered${status}Filter`]?.Properties ?? {};
      expect(FilterPattern).toContain(`$.status = ${status}`);
      expect(MetricTransformations).toMatchObject([
        { MetricName: `Answered${status}`, Dimensions: [{ Key: 'route', Value: '$.route' }] },
      ]);
    }
  });

  test('includes each index of the table, whose throttles the table’s own metric lacks', () => {
    const indexes = prod.UsersTable?.Properties.GlobalSecondaryIndexes.map(
      (index: { IndexName: string }) => index.IndexName,
    );
    const watched = alarms()
      .flatMap(watchedBy)
      .filter(({ name, dimensions }) => name === 'WriteThrottleEvents' && 'GlobalSecondaryIndexName' in dimensions)
      .map(({ dimensions }) => dimensions.GlobalSecondaryIndexName);
    expect(watched.sort()).toEqual([...indexes].sort());
  });

  test('treats missing data as an outage only where requests never stop', () => {
    const silent = alarms().filter(({ Properties }) => Properties.TreatMissingData !== 'notBreaching');
    expect(silent.map((alarm) => [nameOf(alarm), alarm.Properties.TreatMissingData]).sort()).toEqual([
      // An expired certificate has no metric any more.
      ['certificate', 'ignore'],
      ['health', 'breaching'],
    ]);
  });

  test('measures only a start’s time: nobody waits for a listing or the docs', () => {
    const latency = alarms().find((each) => nameOf(each) === 'latency');
    expect(latency === undefined ? [] : watchedBy(latency)).toMatchObject([
      { name: 'Latency', dimensions: { Method: 'POST', Resource: '/requeststream' } },
    ]);
  });

  test('leaves out the 5xx of /health, which are not viewers’ errors', () => {
    const withHealth = alarms().filter((alarm) =>
      watchedBy(alarm).some(({ dimensions }) => dimensions.Resource === '/health'),
    );
    // It takes them off the sum of all.
    expect(withHealth.map(nameOf).sort()).toEqual(['back-office-errors', 'edge-blocks']);
    const wholeApi = alarms().filter((alarm) =>
      watchedBy(alarm).some(({ name, dimensions }) => name === '5xx' && Object.keys(dimensions).length === 1),
    );
    expect(wholeApi.map(nameOf)).toEqual(['back-office-errors']);
  });
});

describe('what acts', () => {
  test('is each alarm with a response, and no other', () => {
    const acting = alarms().filter(({ Properties }) => Properties.AlarmActions !== undefined);
    expect(acting.map(nameOf).sort()).toEqual([...TABLE_RESPONSES].sort());
  });

  test('calls the live version, and only the topic may', () => {
    expect(prod.ResponseSubscription?.Properties).toMatchObject({
      Protocol: 'lambda',
      Endpoint: { Ref: 'RespondLambdaFunctionLive' },
    });
    expect(prod.ResponsePermission?.Properties).toMatchObject({
      Principal: 'sns.amazonaws.com',
      SourceArn: { Ref: 'ResponseTopic' },
    });
    expect(prod.RespondLambdaFunction?.Properties.ReservedConcurrentExecutions).toBe(1);
  });

  test('has its part in the runbook, and a bound and a switch in the stage’s file', () => {
    const sections = readFileSync('docs/runbook.md', 'utf8').split(/^## /m);
    for (const name of RESPONSES) {
      expect(sections.find((text) => text.startsWith(`${name}\n`))).toContain('**What it does by itself.**');
    }
    expect(prod.RespondLambdaFunction?.Properties.Environment.Variables).toMatchObject({
      RESPONSES: TABLE_RESPONSES.join(','),
      RESPONSE_MAX_WRITE_UNITS: '40000',
      RESPONSE_COOL_DOWN_MINUTES: '30',
    });
  });
});

test('a day that costs too much notifies the same people, through a topic on which both services may publish', () => {
  const [notification] = prod.Budget?.Properties.NotificationsWithSubscribers ?? [];
  expect(notification.Subscribers).toEqual([{ SubscriptionType: 'SNS', Address: { Ref: 'AlarmTopic' } }]);
  const statements: { Principal: { Service: string } }[] =
    prod.AlarmTopicPolicy?.Properties.PolicyDocument.Statement ?? [];
  expect(statements.map(({ Principal }) => Principal.Service)).toEqual([
    'cloudwatch.amazonaws.com',
    'budgets.amazonaws.com',
  ]);
});
