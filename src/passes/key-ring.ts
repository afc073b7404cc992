/** Keys older than that are read again. A rotation waits for it (scripts/pass-keys). */
export const FRESH_MS = 5 * 60_000;
/** After a failed read, nothing is asked for so long. */
const PAUSE_MS = 1000;
const PAUSE_WITH_KEY_MS = 60_000;

interface Options<Key> {
  readonly read: () => Promise<Key>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called for each read that failed, and whether an older key goes on. */
  readonly onFailure: (error: unknown, hasKey: boolean) => void;
}

/**
 * The key that signs: read with the first request, and again every few minutes. One read at a time; the request that
 * finds the key old waits for it, the others go on with the old one, and so do all if the read fails.
 * @returns what gives the key; undefined while there is none
 */
export function keyRing<Key>({ read, now, onFailure }: Options<Key>): () => Promise<Key | undefined> {
  let key: Key | undefined;
  let next = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const refresh = async (): Promise<void> => {
    try {
      key = await read();
      next = now() + FRESH_MS;
    } catch (error) {
      next = now() + (key === undefined ? PAUSE_MS : PAUSE_WITH_KEY_MS);
      onFailure(error, key !== undefined);
    } finally {
      reading = undefined;
    }
  };

  return async () => {
    if (reading === undefined && now() >= next) {
      reading = refresh();
      await reading;
    } else if (key === undefined) await reading;
    return key;
  };
}
