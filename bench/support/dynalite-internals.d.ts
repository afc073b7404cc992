declare module 'dynalite/db/index.js' {
  interface Refusal extends Error {
    body: Record<string, unknown>;
  }
  type Item = Record<string, object>;
  interface Table {
    GlobalSecondaryIndexes?: object[];
  }
  interface Put {
    type: 'put';
    key: string;
    value: object;
  }
  interface SubDb {
    batch: (puts: Put[], done: (error?: Error | null) => void) => void;
  }
  interface Store {
    getTable: (name: string, done: (error: Error | null | undefined, table: Table) => void) => void;
    getItemDb: (table: string) => SubDb;
    getIndexDb: (type: 'Global', table: string, index: string) => SubDb;
    db: { close: (done: () => void) => void };
  }
  const db: {
    create: (options: { path: string }) => Store;
    createKey: (item: Item, table: Table) => string;
    getIndexActions: (
      indexes: object[],
      before: undefined,
      item: Item,
      table: Table,
    ) => { puts: { index: string; key: string; item: object }[] };
    checkConditional: (request: Record<string, unknown>, item?: object) => Refusal | null | undefined;
  };
  export default db;
}

declare module 'dynalite/validations/updateItem.js' {
  const validation: { types: Record<string, unknown> };
  export default validation;
}
