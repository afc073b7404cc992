export type Level = 'INFO' | 'WARN' | 'ERROR';

/** The fields of a log line: a stable code, the error if there was one, and the line's own fields. */
export type Fields = { readonly code: string; readonly error?: unknown } & Readonly<Record<string, unknown>>;

export interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds';
  readonly value: number;
  /** Counts it once more for the version of the function that runs. */
  readonly byVersion?: boolean | undefined;
  /** Counts it once more by these dimensions. */
  readonly by?: Readonly<Record<string, string>> | undefined;
}

/** The levels of LOG_LEVEL, from all lines to none. */
export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'] as const;

/** The name of the service in each line, and the least severe level to write. */
export interface LogSettings {
  /** The service with its stage, as log and metrics name it. */
  readonly service: string;
  /** Which function this is, and which version of it, as Lambda tells it. */
  readonly running: { readonly function: string; readonly version: string };
  /** The lowest level that is written. */
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

const NAMESPACE = 'Streamgate';

/**
 * The log of a function: lines of JSON on standard output, which Lambda passes on as they are
 * (docs/decisions/0009-logs-and-traces.md). A metric travels in the line that it belongs to: CloudWatch takes it out.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param now epoch milliseconds
 * @param write takes a line where it does not go to standard output: an instance has nobody who passes that on
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

  /** Writes a line with its metric. A LOG_LEVEL that leaves the line out leaves the metric. */
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

  /** Writes a metric that no line belongs to. */
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

/**
 * An error as the log has it: JSON would leave all of it out, and what the SDK hangs on its errors holds users' items.
 */
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
