declare module 'dynalite/actions/updateItem.js' {
  export type Item = Record<string, object>;
  export interface Store {
    options: { maxItemSize: number };
    getTable: (name: string, done: (error: null, table: object) => void) => void;
    getItemDb: (table: string) => {
      lock: (key: string, run: (release: <Done>(done: Done) => Done) => void) => void;
      get: (key: string, done: (error: Error | null, item?: Item) => void) => void;
      put: (key: string, item: Item, done: (error: null) => void) => void;
    };
  }
  type Failed = Error & { body?: { __type?: string } };
  const updateItem: (
    store: Store,
    data: object,
    done: (error: Failed | null | undefined, result?: { Attributes?: Item }) => void,
  ) => void;
  export default updateItem;
}

declare module 'dynalite/validations/updateItem.js' {
  const validation: {
    types: Record<string, unknown>;
    /** Checks and parses: the results go into `_updates` and `_condition` of the request. */
    custom: (request: object) => string | undefined;
  };
  export default validation;
}
