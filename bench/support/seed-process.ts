import { promisify } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import db from 'dynalite/db/index.js';
import { scaleUser } from './seed.ts';

// Writes users beneath the engine, into its LevelDB: through its API a million would take ten minutes.
const [path = '', table = '', count = '0'] = process.argv.slice(2);
const BATCH = 1000;

const store = db.create({ path });
const description = await promisify(store.getTable)(table);
const batch = (name: ReturnType<typeof store.getItemDb>) => promisify(name.batch);
const putItems = batch(store.getItemDb(table));
for (let start = 0; start < Number(count); start += BATCH) {
  const items = [];
  const keys = new Map<string, { type: 'put'; key: string; value: object }[]>();
  for (let i = start; i < Math.min(start + BATCH, Number(count)); i++) {
    const item = marshall(scaleUser(i));
    items.push({ type: 'put' as const, key: db.createKey(item, description), value: item });
    for (const put of db.getIndexActions(description.GlobalSecondaryIndexes ?? [], undefined, item, description).puts) {
      const puts = keys.get(put.index) ?? [];
      puts.push({ type: 'put', key: put.key, value: put.item });
      keys.set(put.index, puts);
    }
  }
  await putItems(items);
  for (const [index, puts] of keys) await batch(store.getIndexDb('Global', table, index))(puts);
}
await new Promise<void>((resolve) => store.db.close(resolve));
