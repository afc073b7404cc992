import { ACCESS, type FunctionName } from '../src/http/access.ts';
import { STEPS } from '../src/release/play-through.ts';
import { cli } from './cloudformation.ts';

/** The functions that players call. */
export const PLAYER_FUNCTIONS = [
  'requestStream',
  'renewStream',
  'stopStream',
] as const satisfies readonly FunctionName[];
export const PLAYER_ROUTES = PLAYER_FUNCTIONS.map((name) => ACCESS[name].route);

/** The functions that answer a route for a client; those that serve pages are not among them. */
export const ENDPOINTS = Object.keys(ACCESS);

/** The functions that CodeDeploy's hook tries before a release (docs/releasing.md). */
export const TRIED: readonly string[] = STEPS;

/** What the Serverless CLI calls the stack, and begins the name of each function with. */
export const STACK = `${cli('self:service')}-${cli('sls:stage')}`;

/**
 * What the hook calls where releases are not gradual: what is live. template/releases.ts puts the new versions in their
 * place.
 */
export const releaseVersions = JSON.stringify(Object.fromEntries(TRIED.map((name) => [name, `${STACK}-${name}`])));

/** How the Serverless CLI begins the logical ids of what belongs to a function. */
export const idOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
/** The logical id of a function. */
export const lambdaOf = (name: string): string => `${idOf(name)}LambdaFunction`;
/** @param id the logical id of a function */
export const nameOf = (id: string): string =>
  `${id.charAt(0).toLowerCase()}${id.slice(1)}`.replace(/LambdaFunction$/, '');
