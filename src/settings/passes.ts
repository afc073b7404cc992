import type { PassSettings } from '../passes/open.ts';
import { PASS_PATH } from '../passes/path.ts';

/** The settings of passes, as the environment has them. */
interface Given {
  readonly PASSES: 'on' | 'off';
  readonly PASS_KEYS?: string | undefined;
  readonly PASS_PATH?: string | undefined;
  readonly PASS_ISSUER: string;
  readonly KEEP_TOMBSTONES: 'on' | 'off';
  readonly AWS_REGION?: string | undefined;
  readonly AWS_ENDPOINT_URL?: string | undefined;
}

/** The name of a secret, or a file for `npm start`. */
const KEYS = /^(?:[A-Za-z0-9/_+=.@-]{1,512}|file:.+)$/;
const ISSUER = /^[!-~]{1,100}$/;

/** Checks the values even with passes off, so that turning them on later does not fail. */
export function passErrors(given: Given): string[] {
  const { PASSES, PASS_KEYS: keys, PASS_PATH: path, PASS_ISSUER: issuer } = given;
  return [
    ...(keys !== undefined && !KEYS.test(keys) ? ['PASS_KEYS must be the name of a secret in Secrets Manager'] : []),
    ...(path !== undefined && !PASS_PATH.test(path)
      ? ['PASS_PATH must be a path with {stream} or {stream64} as a segment, such as /live/{stream}/']
      : []),
    ...(ISSUER.test(issuer) ? [] : ['PASS_ISSUER must be 1 to 100 printable characters, no blanks']),
    ...(PASSES === 'on' && keys === undefined ? ['PASS_KEYS must be set, as PASSES is on'] : []),
    ...(PASSES === 'on' && path === undefined ? ['PASS_PATH must be set, as PASSES is on'] : []),
    ...(PASSES === 'on' && given.KEEP_TOMBSTONES === 'off'
      ? ['PASSES=on needs KEEP_TOMBSTONES=on: a removal would forget the passes that are still valid']
      : []),
  ];
}

export function passesOf(given: Given): PassSettings | undefined {
  const { PASSES, PASS_KEYS: keys, PASS_PATH: path, PASS_ISSUER: issuer } = given;
  if (PASSES === 'off' || keys === undefined || path === undefined) return undefined;
  return { keys, path, issuer, place: { region: given.AWS_REGION, endpoint: given.AWS_ENDPOINT_URL } };
}
