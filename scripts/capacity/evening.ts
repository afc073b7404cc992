import { readFileSync } from 'node:fs';
import { z } from 'zod';

const whole = z.int().nonnegative();
const schema = z.object({
  setting: z.object({ users: whole, seed: whole, renewSeconds: whole, spareRenewSeconds: whole }),
  requestsAStreamHour: z.number().positive(),
  writesAStreamHour: z.number().positive(),
  decisionsAStreamHour: z.number().positive(),
  /** A row a minute: streams watched at its end, requests and writes within it. */
  minutes: z.array(z.tuple([whole, whole, whole])).min(60),
});

export type Evening = z.output<typeof schema>;

/** The evening that `npm run capacity -- --record` played last. */
export const recordedEvening = (): Evening =>
  schema.parse(JSON.parse(readFileSync(new URL('results/evening.json', import.meta.url), 'utf8')));
