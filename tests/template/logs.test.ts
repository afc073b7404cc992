import { beforeAll, expect, test } from '@jest/globals';
import { ofType, packageStage, type Resources } from '../support/packaged.ts';

const stages: Record<string, Resources> = {};

beforeAll(async () => {
  [stages.dev, stages.prod] = await Promise.all([packageStage('dev'), packageStage('prod')]);
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

test('logs are kept as long as the stage says, in the class that has metrics', () => {
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
  // With the times and the ids of a renewal, whose line is the one that is paid for a million times.
  expect(format.replace(/\$context\.\w+(\.\w+)*/g, '').length).toBeLessThan(120);
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
