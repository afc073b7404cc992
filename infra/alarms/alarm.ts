import { ref, sub } from '../cloudformation.ts';
import { PLAYER_ROUTES } from '../functions.ts';
import { dimensionsOf, type Metric, route, STARTS, service } from '../metrics.ts';

/** What an alarm reads: a metric, or an expression over others. */
export interface Query {
  readonly Id: string;
  readonly Label?: string;
  readonly Expression?: string;
  readonly ReturnData: boolean;
  readonly MetricStat?: { readonly Metric: object; readonly Stat: string; readonly Period?: number };
}

/** A metric, for the expression of an alarm, which adds the period. */
export const metric = (id: string, [namespace, name, dimensions]: Metric, stat = 'Sum'): Query => ({
  Id: id,
  ReturnData: false,
  MetricStat: {
    Metric: { Namespace: namespace, MetricName: name, Dimensions: dimensionsOf(dimensions) },
    Stat: stat,
  },
});

/** What an alarm goes by. */
export const expression = (id: string, label: string, text: string): Query => ({
  Id: id,
  Label: label,
  Expression: text,
  ReturnData: true,
});

/** A part of another expression. */
export const hidden = (id: string, label: string, text: string): Query => ({
  ...expression(id, label, text),
  ReturnData: false,
});

export const sum = (ids: readonly string[]): string => ids.map((id) => `FILL(${id}, 0)`).join(' + ');
export const numbered = (letter: string, values: readonly unknown[]): string[] => values.map((_, i) => `${letter}${i}`);

/** How many requests of players there were, as `allRequests` refers to them. */
export const requests = PLAYER_ROUTES.map((key, i) => metric(`r${i}`, route('Count', key), 'SampleCount'));
export const allRequests = sum(numbered('r', PLAYER_ROUTES));

export const starts = Object.keys(STARTS).map((name, i) => metric(`s${i}`, service(name)));
export const allStarts = sum(starts.map(({ Id }) => Id));

/**
 * The share in %, where there are at least so many; else 0: some errors in a quiet hour are looked at in the morning,
 * and one player in a loop pages nobody. The part is at least of itself: what one source counts (the access log)
 * another may not (API Gateway, before it knows the route), and where nothing is left to divide by an alarm says
 * nothing.
 */
export const share = (part: string, whole: string, floor: number): string =>
  `IF(${part} >= ${floor}, 100 * (${part}) / MAX([${part}, ${whole}]), 0)`;

interface Options {
  /** A number, or a variable of the Serverless CLI for one. */
  readonly above?: number | string;
  /** The id of the expression whose band it must not fall below. */
  readonly below?: string;
  /** How many periods of how many. */
  readonly of: readonly [points: number, periods: number];
  /** Seconds. */
  readonly period?: number;
  /** Whether a function responds to it (src/respond). */
  readonly acts?: boolean;
}

/** @param description a sentence */
export const alarm = (
  name: string,
  description: string,
  metrics: readonly Query[],
  { above, below, of: [points, periods], period = 60, acts = false }: Options,
) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: sub(`\${AWS::StackName}-${name}`),
    AlarmDescription: `${description} docs/runbook.md#${name}`,
    Metrics: withPeriod(metrics, period),
    EvaluationPeriods: periods,
    DatapointsToAlarm: points,
    TreatMissingData: 'notBreaching',
    ...(acts ? { AlarmActions: [ref('ResponseTopic')] } : {}),
    ...(above === undefined ? {} : { ComparisonOperator: 'GreaterThanThreshold', Threshold: above }),
    ...(below === undefined ? {} : { ComparisonOperator: 'LessThanLowerThreshold', ThresholdMetricId: below }),
  },
});

/** @param period seconds */
export const withPeriod = (metrics: readonly Query[], period: number): readonly Query[] =>
  metrics.map((query) =>
    query.MetricStat === undefined ? query : { ...query, MetricStat: { ...query.MetricStat, Period: period } },
  );
