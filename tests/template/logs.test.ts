import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { ASSUMPTIONS } from '../../scripts/capacity/assumptions.ts';
import { ofType, packageStage, type Resources } from '../support/packaged.ts';

const stages: Record<string, Resources> = {};

beforeAll(async () => {
  [stages.dev, stages.prod] = await Promise.all([packageStage('dev', { CONSOLE: 'on' }), packageStage('prod')]);
}, 120_000);

const STAGES = ['dev', 'prod'] as const;
const resources = (stage: string) => stages[stage] ?? {};

test.each(STAGES)('%s: Lambda writes no lines of its own, and lets all of ours pass', (stage) => {
  const functions = ofType(resources(stage), 'AWS::Lambda::Function');
  expect(functions.length).toBeGreaterThan(9);
  for (const { Properties } of functions) {
    expect(Properties.LoggingConfig).toEqual({
      LogFormat: 'JSON',
      SystemLogLevel: 'WARN',
      ApplicationLogLevel: 'TRACE',
    });
  }
});

test('logs are kept as long as the stage sets, in the class that has metrics', () => {
  const kept = (stage: string) =>
    Object.fromEntries(
      ofType(resources(stage), 'AWS::Logs::LogGroup').map(({ id, Properties }) => [id, Properties.RetentionInDays]),
    );
  expect(kept('dev')).toMatchObject({ HttpApiLogGroup: 7, RequestStreamLogGroup: 30, RenewStreamLogGroup: 30 });
  expect(kept('prod')).toMatchObject({ HttpApiLogGroup: 7, RequestStreamLogGroup: 90, RenewStreamLogGroup: 90 });
  for (const { Properties } of STAGES.flatMap((stage) => ofType(resources(stage), 'AWS::Logs::LogGroup'))) {
    expect(Properties.LogGroupClass ?? 'STANDARD').toBe('STANDARD');
  }
});

test('the access log has the fields that saved queries and filters read, and no others', () => {
  const { HttpApiStage, ...others } = resources('prod');
  const format: string = HttpApiStage?.Properties.AccessLogSettings.Format;
  const fields = [...format.matchAll(/"(\w+)":/g)].map(([, field = '']) => field);
  const readers = ['AWS::Logs::QueryDefinition', 'AWS::Logs::MetricFilter'].flatMap((type) => ofType(others, type));
  const read = JSON.stringify(readers.map(({ Properties }) => [Properties.QueryString, Properties.FilterPattern]));
  expect(fields.length).toBeGreaterThan(3);
  expect(fields.filter((field) => !new RegExp(`\\b${field}\\b`).test(read))).toEqual([]);
});

test('the runbook names existing saved queries, which read fields that are logged', () => {
  const queries = ofType(resources('prod'), 'AWS::Logs::QueryDefinition').map(({ Properties }) => Properties);
  const names = queries.map(({ Name }) => /\/(.*)$/.exec(JSON.stringify(Name))?.[1]?.replace(/\W+$/, '') ?? '');
  const runbook = readFileSync('docs/runbook.md', 'utf8').replaceAll('\n', ' ');
  const named = [...runbook.matchAll(/ _([a-z][^_]*)_/g)].map(([, name = '']) => name);
  expect(new Set(named).size).toBeGreaterThanOrEqual(4);
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
  const codes = queries.flatMap(({ QueryString }) => String(QueryString).match(/"[a-z]+-[a-z]+"/g) ?? []);
  const logged = readFileSync('src/log/decisions.ts', 'utf8').replaceAll("'", '"');
  expect(codes.length).toBeGreaterThanOrEqual(4);
  expect(codes.filter((code) => !new RegExp(`code: ${code}[;,]`).test(logged))).toEqual([]);
});

test('API Gateway accepts the access log, whose line of a renewal is as long as capacity assumes', () => {
  const format: string = resources('prod').HttpApiStage?.Properties.AccessLogSettings.Format;
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigatewayv2-stage-accesslogsettings.html
  expect(format).toMatch(/\$context\.requestId\b/);
  expect(format).not.toContain('\n');
  const RENEWAL: Record<string, string> = {
    requestId: 'JKJaXmPLvHcESHA=',
    'integration.requestId': randomUUID(),
    routeKey: 'POST /renewstream',
    status: '200',
    responseLatency: '12',
    integrationLatency: '9',
  };
  const line = format.replace(/\$context\.(\w+(\.\w+)*)/g, (_, name) => RENEWAL[name] ?? '-');
  expect(JSON.parse(line)).toMatchObject({ route: 'POST /renewstream', status: 200, ms: 12 });
  // CloudWatch adds 26 bytes to each.
  expect(Math.abs(line.length + 26 - ASSUMPTIONS.accessLog.value)).toBeLessThan(10);
});

/** As CloudWatch Logs documents it for a text: an asterisk before or after it. */
const ROUTES_COUNTED = /^\{ \$\.status = \d{3} && \$\.route = "\*(\w+)" \}$/;

test('the access log counts all routes of players, and no other', () => {
  const routes = ofType(resources('prod'), 'AWS::ApiGatewayV2::Route').map(({ Properties }) =>
    String(Properties.RouteKey),
  );
  const filters = ofType(resources('prod'), 'AWS::Logs::MetricFilter');
  expect(filters.length).toBeGreaterThan(3);
  for (const { id, Properties } of filters) {
    const [, end] = ROUTES_COUNTED.exec(Properties.FilterPattern) ?? [];
    const counted = routes.filter((route) => end !== undefined && route.endsWith(end));
    expect({ id, counted: counted.sort() }).toEqual({
      id,
      counted: ['POST /renewstream', 'POST /requeststream', 'POST /stopstream'],
    });
  }
});

test('X-Ray records one request a second and one in a thousand at most, and in prod none', () => {
  const [rule, ...others] = ofType(resources('dev'), 'AWS::XRay::SamplingRule');
  expect(others).toEqual([]);
  expect(rule?.Properties.SamplingRule).toMatchObject({
    ReservoirSize: 1,
    FixedRate: 0.001,
    ServiceName: 'streamgate-dev-*',
  });
  const modes = (stage: string) =>
    new Set(ofType(resources(stage), 'AWS::Lambda::Function').map(({ Properties }) => Properties.TracingConfig?.Mode));
  expect([...modes('dev')]).toEqual(['Active']);
  expect([...modes('prod')]).toEqual(['PassThrough']);
});
