import { keyRing } from './key-ring.ts';
import { signingKey } from './keys.ts';
import { PATH_ERROR, passPath } from './path.ts';
import { type Place, secretReader } from './secret.ts';
import { type PassClaims, signPass } from './token.ts';

export interface PassSettings {
  /** The name of a secret of Secrets Manager, or a file: `file:/…`. */
  readonly keys: string;
  /** Such as `/live/{stream}/`. */
  readonly path: string;
  readonly issuer: string;
  readonly place: Place;
}

/** What signs passes, while there is a key. */
export interface Signer {
  /** What is wrong with a stream's id, if no pass could be for it. */
  readonly streamError: (stream: string) => string | undefined;
  /** @returns undefined for a lease from before passes were on, whose stream's id is in no path */
  readonly sign: (lease: SignedLease) => string | undefined;
}

export type SignedLease = Pick<PassClaims, 'user' | 'session' | 'now' | 'until'> & { readonly stream: string };

/**
 * Everything that only a service with passes needs: the functions load it from a file of its own.
 * @param onFailure as of `keyRing`
 * @returns what gives the signer; undefined while there is no key
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
