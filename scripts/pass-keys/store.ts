import {
  type CloudFrontKeyValueStoreClient,
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  PutKeyCommand,
  paginateListKeys,
} from '@aws-sdk/client-cloudfront-keyvaluestore';

/** As edge/cloudfront-function.js looks for them. */
const PREFIX = 'pass-key:';

/** The keys at the edge, by `kid`. */
export interface Store {
  readonly read: () => Promise<ReadonlyMap<string, string>>;
  readonly put: (kid: string, key: string) => Promise<void>;
  readonly remove: (kid: string) => Promise<void>;
}

/** @param arn of CloudFront's KeyValueStore */
export function storeOf(client: CloudFrontKeyValueStoreClient, arn: string): Store {
  const place = { KvsARN: arn };
  // A write demands the version that was seen, so that two operators never undo each other's.
  const seen = async () => ({ ...place, IfMatch: (await client.send(new DescribeKeyValueStoreCommand(place))).ETag });
  return {
    read: async () => {
      const keys = new Map<string, string>();
      for await (const { Items = [] } of paginateListKeys({ client }, place)) {
        for (const { Key = '', Value = '' } of Items) {
          if (Key.startsWith(PREFIX)) keys.set(Key.slice(PREFIX.length), Value);
        }
      }
      return keys;
    },
    put: async (kid, key) => {
      await client.send(new PutKeyCommand({ ...(await seen()), Key: PREFIX + kid, Value: key }));
    },
    remove: async (kid) => {
      await client.send(new DeleteKeyCommand({ ...(await seen()), Key: PREFIX + kid }));
    },
  };
}
