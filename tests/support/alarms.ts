import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ofType, packageStage, type Resource, type Resources } from './packaged.ts';

/** A stage with all that may have an alarm. */
export const packageWatched = (): Promise<Resources> =>
  packageStage('prod', {
    domainName: 'streams.example.com',
    edge: 'on',
    dailyBudget: 500,
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
  });

/** A stage with a fleet, as far as a template can tell: its archive is none. */
export function packageFleet(fleet: object = {}, settings: Record<string, unknown> = {}): Promise<Resources> {
  const file = join(process.env.RUN_FOLDER ?? '', 'fleet-archive.tar.gz');
  writeFileSync(file, 'an archive');
  process.env.FLEET_ARCHIVE = file;
  return packageStage('prod', {
    domainName: 'streams.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
    permissionsBoundary: true,
    fleet: { min: 3, max: 6, ceiling: 24, nat: true, ...fleet },
    ...settings,
  });
}

/** A text, which is as the template has it if it refers to something. */
export const Text = z.union([
  z.string(),
  z.pipe(
    z.looseObject({ 'Fn::Sub': z.string() }),
    z.transform((sub) => sub['Fn::Sub']),
  ),
]);

/** What an alarm or a graph looks at. Texts that refer to something are as the template has them. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

const Stat = z.looseObject({
  Namespace: Text,
  MetricName: z.string(),
  Dimensions: z._default(z.array(z.object({ Name: z.string(), Value: z.unknown() })), []),
});

export const alarmsOf = (stage: Resources) => ofType(stage, 'AWS::CloudWatch::Alarm');
export const compositesOf = (stage: Resources) => ofType(stage, 'AWS::CloudWatch::CompositeAlarm');
/** An alarm's name, without the stack's. */
export const nameOf = ({ Properties }: Resource): string =>
  z.parse(Text, Properties.AlarmName).replace(/^\$\{AWS::StackName\}-/, '');

/** The metrics that an alarm goes by. */
export function watchedBy({ Properties }: Resource): Metric[] {
  const stats = Properties.Metrics?.flatMap((each: { MetricStat?: { Metric: unknown } }) =>
    each.MetricStat === undefined ? [] : [each.MetricStat.Metric],
  ) ?? [Properties];
  return z.parse(z.array(Stat), stats).map(({ Namespace, MetricName, Dimensions }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  }));
}
