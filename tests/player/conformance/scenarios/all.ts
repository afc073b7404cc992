import type { Scenario } from '../stage.ts';
import { LEASES } from './leases.ts';
import { PICTURES } from './pictures.ts';
import { REFUSALS } from './refusals.ts';
import { SESSIONS } from './sessions.ts';
import { SILENCE } from './silence.ts';
import { TIME_AND_TOKENS } from './time-and-tokens.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...LEASES,
  ...REFUSALS,
  ...SILENCE,
  ...SESSIONS,
  ...TIME_AND_TOKENS,
  ...PICTURES,
];
