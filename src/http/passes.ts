import { Unavailable } from '../domain/refusals.ts';
import type { Granted } from '../domain/renewal.ts';
import { countPasses, recordUnreadableKeys } from '../log/decisions.ts';
import type { Signer } from '../passes/open.ts';
import type { App } from './app.ts';
import { InvalidRequest } from './field-errors.ts';

/** How often an instance logs how many passes it has signed: a line for each would cost more than signing it. */
const COUNT_MS = 60_000;

/** Adds the pass to a granted lease, or nothing if passes are off. */
export type PassOf = (granted: Granted) => { readonly pass?: string };

/**
 * Loads the code that signs, and the key, with the first request, before anything is written.
 * @returns with passes off, a function that adds no pass
 */
export function preparePasses({ passes, deps, log }: App<unknown>): (stream: string | undefined) => Promise<PassOf> {
  if (passes === undefined) return async () => () => ({});
  const opening = import('../passes/open.ts').then(({ openPasses }) =>
    openPasses(passes, deps.now, (error, hasKey) => recordUnreadableKeys(log, error, hasKey)),
  );
  // The first request waits for both, and gets the error if one fails.
  opening.then((signer) => signer()).catch(() => {});
  let signed = 0;
  let countedAt = deps.now();

  /** @throws Unavailable without a key, InvalidRequest if the stream's id cannot be in a path */
  return async (stream) => {
    const signer = await (await opening)();
    if (signer === undefined) throw new Unavailable('There is no key to sign passes with.');
    const message = stream === undefined ? undefined : signer.streamError(stream);
    if (message !== undefined) throw new InvalidRequest([{ path: 'stream', message }]);
    return (granted) => {
      signed++;
      if (deps.now() - countedAt >= COUNT_MS) {
        countPasses(log, signed);
        [signed, countedAt] = [0, deps.now()];
      }
      return passOf(signer, granted);
    };
  };
}

function passOf(signer: Signer, { user, lease, now, passUntil }: Granted): { readonly pass?: string } {
  if (passUntil === undefined) return {};
  const pass = signer.sign({ user: user.id, session: lease.session, stream: lease.stream, now, until: passUntil });
  return pass === undefined ? {} : { pass };
}
