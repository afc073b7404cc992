import type { Scenario } from '../stage.ts';
import { ASKING } from './asking.ts';
import { LEASES } from './leases.ts';
import { LOOKS } from './looks.ts';
import { PICTURES } from './pictures.ts';
import { REFUSALS } from './refusals.ts';
import { SESSIONS } from './sessions.ts';
import { SILENCE } from './silence.ts';
import { STOPS } from './stops.ts';
import { TIME_AND_TOKENS } from './time-and-tokens.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...LEASES,
  ...ASKING,
  ...REFUSALS,
  ...SILENCE,
  ...SESSIONS,
  ...LOOKS,
  ...STOPS,
  ...TIME_AND_TOKENS,
  ...PICTURES,
];
