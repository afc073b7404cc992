export type Level = 'INFO' | 'WARN' | 'ERROR';

/** The fields of a log line: a stable code, the error if there was one, and the line's own fields. */
export type Fields = { readonly code: string; readonly error?: unknown } & Readonly<Record<string, unknown>>;

export interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds';
  readonly value: number;
  /** Also counts it for the version of the function that runs. */
  readonly byVersion?: boolean | undefined;
  /** Also counts it with these dimensions. */
  readonly by?: Readonly<Record<string, string>> | undefined;
}

/** The levels of LOG_LEVEL, from all lines to none. */
export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'] as const;

/** Names the process in each line, and sets the lowest level. */
export interface LogSettings {
  /** The service with its stage, in log and metrics. */
  readonly service: string;
  /** The function and its version, from Lambda. */
  readonly running: { readonly function: string; readonly version: string };
  /** The lowest level that is written. */
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

const NAMESPACE = 'Streamgate';

/**
 * The log of a function: lines of JSON on standard output, which Lambda passes on unchanged
 * (docs/decisions/0009-logs-and-traces.md). A metric is in the line that it belongs to, and CloudWatch extracts it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param now epoch milliseconds
 * @param write writes a line somewhere else than standard output, as an instance needs
 */
export class Log {
  readonly #service: string;
  readonly #running: LogSettings['running'];
  readonly #lowest: number;
  readonly #now: () => number;
  readonly #write: (line: string) => void;

  constructor({ service, running, logLevel }: LogSettings, now: () => number, write = toStandardOutput) {
    this.#service = service;
    this.#running = running;
    this.#lowest = LOG_LEVELS.indexOf(logLevel);
    this.#now = now;
    this.#write = write;
  }

  /** Writes a line with its metric. If LOG_LEVEL drops the line, the metric is still written. */
  write(level: Level, fields: Fields, metric?: Metric): void {
    const time = this.#now();
    const wanted = LOG_LEVELS.indexOf(level) >= this.#lowest;
    if (!wanted && metric === undefined) return;
    this.#print({
      ...(wanted ? { level, timestamp: new Date(time).toISOString(), ...fields, ...errorFields(fields.error) } : {}),
      service: this.#service,
      ...(metric === undefined ? {} : this.#embedded(metric, time)),
    });
  }

  /** Writes a metric without a line. */
  count(metric: Metric): void {
    this.#print({ service: this.#service, ...this.#embedded(metric, this.#now()) });
  }

  #embedded({ name, unit, value, byVersion = false, by }: Metric, time: number) {
    const dimensions = [
      ['service'],
      ...(byVersion ? [['service', ...Object.keys(this.#running)]] : []),
      ...(by === undefined ? [] : [['service', ...Object.keys(by)]]),
    ];
    return {
      ...(byVersion ? this.#running : {}),
      ...by,
      [name]: value,
      _aws: {
        Timestamp: time,
        CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: dimensions, Metrics: [{ Name: name, Unit: unit }] }],
      },
    };
  }

  #print(line: object): void {
    this.#write(JSON.stringify(line));
  }
}

function toStandardOutput(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** An error's fields for the log. JSON would leave out all of them, and the SDK attaches users' items to its errors. */
function errorFields(error: unknown) {
  if (!(error instanceof Error)) return {};
  const { name, message, stack, cause } = error;
  return {
    error: {
      name,
      message,
      stack,
      ...('code' in error ? { code: error.code } : {}),
      ...(cause === undefined ? {} : { cause: cause instanceof Error ? cause.stack : String(cause) }),
    },
  };
}
