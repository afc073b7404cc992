/** An item or a key as stored, not validated yet. Values are plain JavaScript values. */
export type Stored = Readonly<Record<string, unknown>>;

/** The condition of a write, with the names and values of its expressions. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** A conditional change of an item. */
export interface Update extends Condition {
  readonly UpdateExpression: string;
  /**
   * Treat a refusal without an item as "no such item", without a read. For a caller whose next write creates the item,
   * and is refused if the item exists.
   */
  readonly trustsAbsence?: boolean;
}

/** The result of a conditional write. If refused, it has the item; undefined: no such item. */
export type WriteResult =
  | { readonly written: true; readonly item: Stored | undefined }
  | {
      readonly written: false;
      readonly item: Stored | undefined;
      /**
       * How often the client sent it. If more than once, an earlier attempt may have succeeded although its answer was
       * lost.
       */
      readonly attempts: number;
    };

export interface Page {
  readonly items: readonly Stored[];
  /** Where the next page starts; undefined after the last. */
  readonly next: Stored | undefined;
}

/** Selects the items of an index whose attribute has this value. */
export interface IndexQuery {
  readonly index: string;
  readonly attribute: string;
  readonly value: string;
}

/**
 * The table of the service, keyed by `id`. `src/dynamodb/` has two adapters for it. All calls throw `Unavailable` if
 * the table cannot be reached, has no capacity, or the signal aborts. Any other error is unexpected.
 */
export interface Table {
  /** One strongly consistent read. */
  readonly get: (id: string, signal?: AbortSignal) => Promise<Stored | undefined>;
  /** @param returned the item after the write, or before it */
  readonly update: (id: string, update: Update, returned: 'ALL_NEW' | 'ALL_OLD') => Promise<WriteResult>;
  readonly put: (item: Stored & { readonly id: string }, condition: Condition) => Promise<WriteResult>;
  /** The result has the removed item. */
  readonly remove: (id: string, condition: Condition) => Promise<WriteResult>;
  /** One strongly consistent read of at most `limit` items. */
  readonly scan: (limit: number, start: Stored | undefined, signal?: AbortSignal) => Promise<Page>;
  /** One eventually consistent read of at most `limit` keys of an index. */
  readonly query: (query: IndexQuery, limit: number, start: Stored | undefined, signal?: AbortSignal) => Promise<Page>;
  /** One strongly consistent read of up to 100 items. `unread` are the ids that the table had no capacity for. */
  readonly batchGet: (
    ids: readonly string[],
    signal?: AbortSignal,
  ) => Promise<{ readonly items: readonly Stored[]; readonly unread: readonly string[] }>;
}

/** The part that a start, a renewal and a stop need. */
export type LeaseTable = Pick<Table, 'get' | 'update'>;
