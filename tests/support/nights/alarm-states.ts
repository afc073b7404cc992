import { compile, type Query, type Values } from './metric-math.ts';

/** An alarm as the template has it. */
export interface AlarmProperties {
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: string;
  readonly ComparisonOperator?: string;
  readonly Threshold?: number | string;
  readonly ThresholdMetricId?: string;
  readonly Metrics?: readonly (Query & { readonly ReturnData: boolean; readonly MetricStat?: Stat })[];
  readonly Namespace?: unknown;
  readonly MetricName?: string;
  readonly Dimensions?: readonly object[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
}
interface Stat {
  readonly Metric: object;
  readonly Stat: string;
  readonly Period?: number;
}

/** The value of a metric in each minute, by `keyOf`; undefined where there was no data. */
export type Minutes = readonly ReadonlyMap<string, number>[];

/** What tells a metric from all others. */
export const keyOf = (namespace: unknown, name: unknown, dimensions: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

const keyOfMetric = (metric: object): string => {
  const { Namespace, MetricName, Dimensions = [] } = Object(metric);
  const dimensions: { Name: string; Value: unknown }[] = Dimensions;
  return keyOf(Namespace, MetricName, Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])));
};

/** How a period's value comes from those of its minutes. */
const TOGETHER: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  SampleCount: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  p99: (values) => Math.max(...values),
};

/** What an anomaly detector has learned: the band of an expression's value, at this minute. */
export type Band = (value: string, minute: number, seconds: number) => { readonly lower: number };

/**
 * Evaluates one alarm for each minute, as CloudWatch does once a period is over.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * @returns whether it is in ALARM at the end of each minute
 */
export function statesOf(alarm: AlarmProperties, minutes: Minutes, band: Band): boolean[] {
  const metrics = alarm.Metrics ?? [
    { Id: 'only', ReturnData: true, MetricStat: { Metric: alarm, Stat: statOf(alarm), Period: alarm.Period ?? 60 } },
  ];
  const seconds = Math.max(...metrics.map(({ MetricStat }) => MetricStat?.Period ?? 0));
  const length = seconds / 60;
  const breaches = breachesOf(alarm, metrics);
  const sources = metrics.flatMap(({ Id, MetricStat }) => (MetricStat === undefined ? [] : [sourceOf(Id, MetricStat)]));
  // An alarm on DynamoDB's metrics ignores missing data, whatever it is told to do.
  const ignores = metrics.every(
    ({ MetricStat }) => MetricStat === undefined || Object(MetricStat.Metric).Namespace === 'AWS/DynamoDB',
  );
  const missing = ignores ? 'ignore' : (alarm.TreatMissingData ?? 'missing');
  const points: (boolean | undefined)[] = [];
  let state = false;
  return minutes.map((_, minute) => {
    if ((minute + 1) % length !== 0) return state;
    const values = valuesOf(sources, minutes.slice(minute + 1 - length, minute + 1));
    // FILL makes no data where none of the metrics had any.
    const silent = Object.values(values).every((value) => value === undefined);
    points.push(silent ? undefined : breaches(values, (id) => band(id, minute, seconds)));
    const last = points.slice(-alarm.EvaluationPeriods);
    if (last.every((point) => point === undefined) && missing === 'ignore') return state;
    const bad = last.filter((point) => point ?? missing === 'breaching').length;
    state = bad >= (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods);
    return state;
  });
}

type Metrics = NonNullable<AlarmProperties['Metrics']>;

function breachesOf(alarm: AlarmProperties, metrics: Metrics) {
  const goesBy = metrics.find(({ Id, ReturnData }) => ReturnData && Id !== alarm.ThresholdMetricId)?.Id ?? '';
  const value = compile(metrics, goesBy);
  const threshold = Number(alarm.Threshold);
  return (values: Values, band: (id: string) => { readonly lower: number }): boolean => {
    switch (alarm.ComparisonOperator) {
      case 'GreaterThanThreshold':
        return value(values) > threshold;
      case 'LessThanThreshold':
        return value(values) < threshold;
      case 'LessThanLowerThreshold':
        return value(values) < band(goesBy).lower;
      default:
        throw new Error(`An alarm compares by ${alarm.ComparisonOperator}.`);
    }
  };
}

const statOf = ({ Statistic, ExtendedStatistic = '' }: AlarmProperties) => Statistic ?? ExtendedStatistic;

/** Where the value of one id comes from. */
function sourceOf(id: string, { Metric, Stat }: Stat) {
  const together = TOGETHER[Stat];
  if (together === undefined) throw new Error(`There is no statistic ${Stat}.`);
  return { id, key: keyOfMetric(Metric), together };
}

function valuesOf(sources: readonly ReturnType<typeof sourceOf>[], minutes: Minutes): Values {
  const values: Record<string, number | undefined> = {};
  for (const { id, key, together } of sources) {
    const there = minutes.flatMap((minute) => minute.get(key) ?? []);
    values[id] = there.length === 0 ? undefined : together(there);
  }
  return values;
}
