import {
  type AutoScalingClient,
  CreateOrUpdateTagsCommand,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { acted, declined, type Outcome } from './outcome.ts';
import type { RespondSettings } from './settings.ts';

export interface FleetSizeDeps {
  readonly autoScaling: Pick<AutoScalingClient, 'send'>;
  readonly settings: Pick<RespondSettings, 'service'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A new instance serves after three minutes; before that, the effect of the last raise is unknown. */
const COOL_DOWN_MINUTES = 5;
const CEILING = 'streamgate:ceiling';
const RAISED = 'streamgate:raised';

/**
 * Doubles the fleet's maximum size, up to the ceiling in the stage's file; scaling does the rest. Only a change of that
 * file lowers it. A tag of the group has the time of the last raise.
 * @throws what AWS refuses with
 */
export async function raiseFleet({ autoScaling, settings, now }: FleetSizeDeps): Promise<Outcome> {
  const name = `${settings.service}-fleet`;
  const { AutoScalingGroups: [group] = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  if (group === undefined) return declined(`There is no group ${name}.`);
  const { MaxSize: most = 0, DesiredCapacity: wanted = 0, Tags = [] } = group;
  const numberIn = (tag: string) => Number(Tags.find(({ Key }) => Key === tag)?.Value ?? 0);
  if (wanted < most) return declined(`The fleet has room again: ${wanted} instances of ${most}.`);
  const last = numberIn(RAISED);
  if (now() - last < COOL_DOWN_MINUTES * 60_000) {
    return declined(
      `The fleet was raised at ${new Date(last).toISOString()}, less than ${COOL_DOWN_MINUTES} minutes ago.`,
    );
  }
  const ceiling = numberIn(CEILING);
  if (most >= ceiling) {
    return declined(
      `The maximum of the fleet is ${most} instances, which is the most that a response may set (fleet.ceiling).`,
    );
  }
  const raised = Math.min(2 * most, ceiling);
  await autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: name, MaxSize: raised }));
  await autoScaling.send(
    new CreateOrUpdateTagsCommand({
      Tags: [
        {
          ResourceType: 'auto-scaling-group',
          ResourceId: name,
          Key: RAISED,
          Value: String(now()),
          PropagateAtLaunch: false,
        },
      ],
    }),
  );
  return acted(`Raised the maximum of the fleet from ${most} to ${raised} instances. The ceiling is ${ceiling}.`);
}
