import { keyRing } from './key-ring.ts';
import { signingKey } from './keys.ts';
import { PATH_ERROR, passPath } from './path.ts';
import { type Place, secretReader } from './secret.ts';
import { type PassClaims, signPass } from './token.ts';

export interface PassSettings {
  /** The name of a secret in Secrets Manager, or a file: `file:/…`. */
  readonly keys: string;
  /** Such as `/live/{stream}/`. */
  readonly path: string;
  readonly issuer: string;
  readonly place: Place;
}

/** Signs passes with the current key. */
export interface Signer {
  /** Says why a stream's id cannot be in a path; undefined if it can. */
  readonly streamError: (stream: string) => string | undefined;
  /** @returns undefined if the stream's id cannot be in a path, which a lease from before passes may have */
  readonly sign: (lease: SignedLease) => string | undefined;
}

export type SignedLease = Pick<PassClaims, 'user' | 'session' | 'now' | 'until'> & { readonly stream: string };

/**
 * Opens the parts that only passes need; functions load them from a separate file.
 * @param onFailure see `keyRing`
 * @returns a function that returns the signer; undefined if there is no key yet
 */
export function openPasses(
  { keys, path, issuer, place }: PassSettings,
  now: () => number,
  onFailure: (error: unknown, hasKey: boolean) => void,
): () => Promise<Signer | undefined> {
  const readSecret = secretReader(keys, place);
  const currentKey = keyRing({ read: async () => signingKey(await readSecret()), now, onFailure });
  return async () => {
    const key = await currentKey();
    if (key === undefined) return undefined;
    return {
      streamError: (stream) => (passPath(path, stream) === undefined ? PATH_ERROR : undefined),
      sign: ({ stream, ...claims }) => {
        const allowed = passPath(path, stream);
        return allowed === undefined ? undefined : signPass(key, { ...claims, issuer, path: allowed });
      },
    };
  };
}
