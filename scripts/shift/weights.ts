import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { SETS } from '../../infra/fleet/records.ts';
import { ScriptError } from '../support/run.ts';

/** How many of a hundred players each of the two gets. */
export interface Weights {
  readonly fleet: number;
  readonly api: number;
}

interface Pair {
  readonly fleet: ResourceRecordSet;
  readonly api: ResourceRecordSet;
}

/** Where the name of the service is. */
export interface Name {
  readonly zone: string;
  readonly name: string;
}

type Client = Pick<Route53Client, 'send'>;

/**
 * The two records of the name.
 * @throws ScriptError where the stage's stack has not made them
 */
export async function pairOf(client: Client, { zone, name }: Name): Promise<Pair> {
  const { ResourceRecordSets = [] } = await client.send(
    new ListResourceRecordSetsCommand({
      HostedZoneId: zone,
      StartRecordName: name,
      StartRecordType: 'A',
      MaxItems: 10,
    }),
  );
  const named = (set: string) =>
    ResourceRecordSets.find(
      ({ Name: found, Type, SetIdentifier }) =>
        found?.replace(/\.$/, '') === name && Type === 'A' && SetIdentifier === set,
    );
  const [fleet, api] = [named(SETS.fleet), named(SETS.api)];
  if (fleet === undefined || api === undefined) {
    throw new ScriptError(`${name} has no records for a fleet and an API: deploy the stage with its fleet first.`);
  }
  return { fleet, api };
}

export const weightsOf = ({ fleet, api }: Pair): Weights => ({ fleet: Number(fleet.Weight), api: Number(api.Weight) });

/**
 * Sets both weights in one change: there is no moment at which they do not make up a whole.
 * @param wait between two looks at how far Route 53 is
 * @throws ScriptError if Route 53 has not said after five minutes that all of its servers have it
 */
export async function setWeights(
  client: Client,
  { zone }: Name,
  pair: Pair,
  weights: Weights,
  wait: () => Promise<unknown>,
): Promise<void> {
  const change = (record: ResourceRecordSet, Weight: number) =>
    ({ Action: 'UPSERT', ResourceRecordSet: { ...record, Weight } }) as const;
  const { ChangeInfo } = await client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone,
      ChangeBatch: { Changes: [change(pair.fleet, weights.fleet), change(pair.api, weights.api)] },
    }),
  );
  let info = ChangeInfo;
  for (let looks = 0; info?.Status !== 'INSYNC'; looks++) {
    if (looks === 150)
      throw new ScriptError(
        'Route 53 accepted the change, but has not spread it to all of its servers after five minutes.',
      );
    await wait();
    ({ ChangeInfo: info } = await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id })));
  }
}
