import * as z from 'zod/mini';
import type { LogSettings } from '../log/log.ts';

/** The responses of every stage, by the ends of their alarms' names. */
export const TABLE_RESPONSES = ['table-throttles', 'index-throttles'] as const;
/** The further responses of a stage with a fleet. */
export const FLEET_RESPONSES = ['fleet-full', 'release-fleet'] as const;
export const RESPONSES = [...TABLE_RESPONSES, ...FLEET_RESPONSES] as const;
export type ResponseName = (typeof RESPONSES)[number];

export interface RespondSettings extends LogSettings {
  readonly tableName: string;
  /** The topic that gets the outcome. */
  readonly announceTo: string;
  /** The responses that are switched on. */
  readonly on: ReadonlySet<ResponseName>;
  /** The most write units a second that a response may set. */
  readonly maxWriteUnits: number;
  /** The shortest time between two responses to the same alarm. */
  readonly coolDownMinutes: number;
}

const whole = z.pipe(
  z.transform((text: unknown) => Number(text)),
  z.int().check(z.gte(1)),
);

const Environment = z.object({
  TABLE_NAME: z.string(),
  ALARM_TOPIC_ARN: z.string(),
  RESPONSES: z.pipe(
    z.transform((text: unknown) => String(text).split(',').filter(Boolean)),
    z.array(z.enum(RESPONSES, `must be among ${RESPONSES.join(', ')}`)),
  ),
  RESPONSE_MAX_WRITE_UNITS: whole,
  RESPONSE_COOL_DOWN_MINUTES: whole,
  SERVICE_NAME: z.string(),
  AWS_LAMBDA_FUNCTION_NAME: z.string(),
  AWS_LAMBDA_FUNCTION_VERSION: z.string(),
});

/** @throws Error that names every variable that is missing or wrong */
export function parseRespondSettings(environment: Readonly<Record<string, string | undefined>>): RespondSettings {
  const { data, error } = z.safeParse(Environment, environment);
  if (data === undefined) {
    throw new Error(error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join('\n'));
  }
  return {
    tableName: data.TABLE_NAME,
    announceTo: data.ALARM_TOPIC_ARN,
    on: new Set(data.RESPONSES),
    maxWriteUnits: data.RESPONSE_MAX_WRITE_UNITS,
    coolDownMinutes: data.RESPONSE_COOL_DOWN_MINUTES,
    service: data.SERVICE_NAME,
    running: { function: data.AWS_LAMBDA_FUNCTION_NAME, version: data.AWS_LAMBDA_FUNCTION_VERSION },
    logLevel: 'INFO',
  };
}

export const respondSettingsOfProcess = (): RespondSettings => parseRespondSettings(process.env);
