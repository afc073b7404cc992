import { expression, hidden, metric, type Query, withPeriod } from '../alarms/alarm.ts';
import { attribute, type Resources, ref, sub } from '../cloudformation.ts';
import { PLAYER_FUNCTIONS } from '../functions.ts';
import { answered, dimensionsOf, type Metric, service } from '../metrics.ts';

const PLAYERS: readonly string[] = PLAYER_FUNCTIONS;
const ENDED = ['StreamEndedReplaced', 'StreamEndedExpired', 'StreamEndedRevoked', 'StreamEndedUnknown'];

/**
 * The alarms that take a release of one function back, by what they notice.
 * @param name of the function; `fn` and `version` are the logical ids of it and of its new version
 * @param latencyMs how long one call of players in a hundred may take
 */
export function releaseAlarms(name: string, fn: string, version: string, latencyMs: number): Resources {
  const one = new Release(name, fn, version);
  return {
    Fails: one.fails(),
    ...(PLAYERS.includes(name) ? { Slow: one.slow(latencyMs) } : {}),
    ...(name === 'requestStream' ? { Denies: one.denies() } : {}),
    ...(name === 'renewStream' ? { Ends: one.ends() } : {}),
  };
}

class Release {
  readonly #name: string;
  readonly #fn: string;
  readonly #version: string;

  constructor(name: string, fn: string, version: string) {
    this.#name = name;
    this.#fn = fn;
    this.#version = version;
  }

  /**
   * The share of its calls that the new version fails, in %. Refusals of tokens count where they are most of all calls.
   */
  fails() {
    const terms = [
      'IF(bad >= 3, 100 * bad / calls, 0)',
      'IF(FILL(refused, 0) >= 5 && FILL(refused, 0) > calls / 2, 100, 0)',
    ];
    return this.#alarm('', 'The new version fails more than 2 % of its calls, or refuses most tokens.', 2, [
      expression('fails', 'Calls that the new version fails, in %', `MAX([${terms.join(', ')}])`),
      hidden('bad', 'bad', 'FILL(crashed, 0) + FILL(failed, 0) + FILL(given_up, 0)'),
      hidden('all', 'all', 'FILL(invocations, 1)'),
      // Once all calls are the new version's, Lambda may no longer tell them apart.
      hidden('calls', 'calls', 'IF(FILL(executed, 0) > 0, FILL(executed, 0), all)'),
      ...this.#calls(),
      metric('crashed', this.#seen('Errors')),
      metric('failed', this.#counted('RequestFailed')),
      metric('given_up', this.#counted('RequestUnavailable')),
      metric('refused', this.#counted('AccessRefused')),
    ]);
  }

  /** False denials, which are the worst that this service can do. */
  denies() {
    return this.#alarm('-denies', 'The new version denies more starts than the old one.', 3, [
      ...this.#excess('Starts that only the new version denies, in %', 'FILL(denied, 0)', 'FILL(all_denied, 0)'),
      metric('denied', this.#counted('StreamDenied')),
      metric('all_denied', service('StreamDenied')),
    ]);
  }

  ends() {
    const ids = ENDED.map((_, i) => `e${i}`);
    const ended = ids.map((id) => `FILL(${id}, 0)`).join(' + ');
    return this.#alarm('-ends', 'The new version ends more streams than the old one.', 3, [
      ...this.#excess('Renewals that only the new version answers with 410, in %', `(${ended})`, 'FILL(all_ended, 0)'),
      ...ENDED.map((reason, i) => metric(`e${i}`, this.#counted(reason))),
      metric('all_ended', answered(410, 'POST /renewstream')),
    ]);
  }

  slow(latencyMs: number) {
    const [Namespace, MetricName, dimensions] = this.#seen('Duration');
    return this.#make('-slow', 'One call in a hundred of the new version takes too long.', {
      Namespace,
      MetricName,
      Dimensions: dimensionsOf(dimensions),
      ExtendedStatistic: 'p99',
      EvaluateLowSampleCountPercentile: 'ignore',
      Period: 60,
      Threshold: latencyMs,
    });
  }

  /**
   * How many calls in a hundred the new version answers so beyond the old one's share: five at least, and three times
   * as far off as chance explains (a count strays by its square root). While both have calls: with the old one's last
   * call there is nothing to compare with.
   * @param part of the new version; `whole` of both
   */
  #excess(label: string, part: string, whole: string): Query[] {
    return [
      expression(
        'more',
        label,
        'IF(others >= calls && excess >= 5 && excess * excess > 9 * expected, 100 * excess / MAX([calls, 1]), 0)',
      ),
      hidden('calls', 'calls of the new version', 'FILL(executed, 0)'),
      hidden('others', 'calls of the old version', 'FILL(invocations, 0) - calls'),
      hidden('expected', 'what the old version would have', `calls * MAX([${whole} - ${part}, 0]) / MAX([others, 1])`),
      hidden('excess', 'beyond it', `${part} - expected`),
      ...this.#calls(),
    ];
  }

  /** Of the new version, and of both. */
  #calls(): Query[] {
    const both: Metric = ['AWS/Lambda', 'Invocations', this.#throughAlias()];
    return [metric('executed', this.#seen('Invocations')), metric('invocations', both)];
  }

  #throughAlias() {
    return { FunctionName: ref(this.#fn), Resource: sub(`\${${this.#fn}}:live`) };
  }

  /** Of the new version alone: what Lambda saw of it through the alias. */
  #seen(name: string): Metric {
    return ['AWS/Lambda', name, { ...this.#throughAlias(), ExecutedVersion: attribute(this.#version, 'Version') }];
  }

  /** Of the new version alone: what it counted itself (src/log/decisions.ts). */
  #counted(name: string): Metric {
    const [namespace, metricName, dimensions] = service(name);
    const version = attribute(this.#version, 'Version');
    return [namespace, metricName, { ...dimensions, function: ref(this.#fn), version }];
  }

  #alarm(suffix: string, description: string, threshold: number, metrics: readonly Query[]) {
    return this.#make(suffix, description, { Metrics: withPeriod(metrics, 60), Threshold: threshold });
  }

  /** Nobody is called for these: they take the release back. */
  #make(suffix: string, description: string, properties: object) {
    return {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: sub(`\${AWS::StackName}-release-${this.#name}${suffix}`),
        AlarmDescription: `${description} docs/releasing.md`,
        ComparisonOperator: 'GreaterThanThreshold',
        // Two minutes of three: a shift of ten minutes must not be over before an alarm can fire.
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        TreatMissingData: 'notBreaching',
        ...properties,
      },
    };
  }
}
