/** Keys older than this are read again. A rotation waits that long (scripts/pass-keys). */
export const FRESH_MS = 5 * 60_000;
/** The pause after a failed read. */
const PAUSE_MS = 1000;
const PAUSE_WITH_KEY_MS = 60_000;

interface Options<Key> {
  readonly read: () => Promise<Key>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called for each failed read; `hasKey`: an older key is still used. */
  readonly onFailure: (error: unknown, hasKey: boolean) => void;
}

/**
 * The key that signs, read with the first request and again every few minutes. There is one read at a time. The request
 * that finds the key old waits for it; others use the old key, as do all if the read fails.
 * @returns a function that returns the key; undefined if there is none yet
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
