import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { fleetResponseRights, type Statement } from '../../infra/roles.ts';
import { until } from '../support/until.ts';
import { STACK } from './alarms.ts';

const AutoScalingGroupName = `${STACK}-fleet`;

/**
 * What the responses of a fleet act on. The stage that is deployed has none, as MiniStack refuses parts of its network:
 * a group of the name and the tags that the template gives it, and an update of the stack that goes on until it is told
 * to end.
 */
export function openFleet() {
  const groups = new AutoScalingClient({});
  const stacks = new CloudFormationClient({});
  const tag = (Key: string, value: number) => ({
    ResourceType: 'auto-scaling-group',
    ResourceId: AutoScalingGroupName,
    Key,
    Value: String(value),
    PropagateAtLaunch: false,
  });
  const most = async () => {
    const { AutoScalingGroups: [group] = [] } = await groups.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] }),
    );
    return group?.MaxSize;
  };
  const status = async () => {
    const { Stacks: [stack] = [] } = await stacks.send(new DescribeStacksCommand({ StackName: STACK }));
    return stack?.StackStatus;
  };

  return {
    /** Those that the template gives the function, as far as MiniStack can go by them. */
    rights: [
      ...fleetResponseRights.map(asMiniStackSees),
      { Effect: 'Allow', Action: ['autoscaling:CreateOrUpdateTags'], Resource: '*' },
    ] satisfies Statement[],
    makeGroup: async (size: { readonly most: number; readonly ceiling: number }) => {
      await groups.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName })).catch(() => undefined);
      await groups.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName,
          MinSize: 1,
          MaxSize: size.most,
          DesiredCapacity: size.most,
          AvailabilityZones: ['us-east-1a'],
          Tags: [tag('streamgate:ceiling', size.ceiling)],
        }),
      );
    },
    most,
    /** As scaling does: MiniStack has none. */
    fill: async () =>
      groups.send(new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: (await most()) ?? 0 })),
    /** As if the last raise were six minutes ago. */
    endPause: () =>
      groups.send(new CreateOrUpdateTagsCommand({ Tags: [tag('streamgate:raised', Date.now() - 6 * 60_000)] })),
    /**
     * Begins an update of the stack that waits for a signal, as one of instances does.
     * @param bucket for its template
     */
    beginRelease: async (bucket: string) => {
      const { TemplateBody = '' } = await stacks.send(new GetTemplateCommand({ StackName: STACK }));
      const template = JSON.parse(TemplateBody);
      Object.assign(template.Resources, {
        ReleaseSignal: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
        ReleaseWaits: {
          Type: 'AWS::CloudFormation::WaitCondition',
          Properties: { Handle: { Ref: 'ReleaseSignal' }, Timeout: '120' },
        },
        ReleaseGoesOn: { Type: 'AWS::SNS::Topic', DependsOn: 'ReleaseWaits' },
      });
      // It is too long to be sent along.
      const object = { Bucket: bucket, Key: 'release.json' };
      await new S3Client({ forcePathStyle: true }).send(
        new PutObjectCommand({ ...object, Body: JSON.stringify(template) }),
      );
      await stacks.send(
        new UpdateStackCommand({
          StackName: STACK,
          TemplateURL: `https://s3.us-east-1.amazonaws.com/${object.Bucket}/${object.Key}`,
          Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
        }),
      );
      const url = await until(
        async () => {
          const { StackResources = [] } = await stacks.send(new DescribeStackResourcesCommand({ StackName: STACK }));
          return StackResources.find(({ LogicalResourceId }) => LogicalResourceId === 'ReleaseSignal')
            ?.PhysicalResourceId;
        },
        (found) => found !== undefined,
        60_000,
      );
      return {
        status,
        /** Lets it go on. @returns what became of it */
        end: async () => {
          const signal = { Status: 'SUCCESS', UniqueId: '1', Data: '', Reason: '' };
          // As bytes: a signal may have no content type.
          const { ok } = await fetch(url ?? '', { method: 'PUT', body: Buffer.from(JSON.stringify(signal)) });
          if (!ok) throw new Error('The signal was refused.');
          return until(status, (now) => !/IN_PROGRESS/.test(now ?? ''), 60_000);
        },
      };
    },
  };
}

/**
 * MiniStack knows a stack by its name only, and does not see which group a call for tags is about: here a policy that
 * names them lets nothing through.
 */
function asMiniStackSees({ Effect, Action, Resource }: Statement): Statement {
  const pseudo = { Partition: 'aws', Region: 'us-east-1', AccountId: '000000000000', StackName: STACK };
  const text = Object.entries(pseudo).reduce(
    (arn, [name, value]) => arn.replaceAll(`\${AWS::${name}}`, value),
    typeof Resource === 'object' && 'Fn::Sub' in Resource ? String(Resource['Fn::Sub']) : String(Resource),
  );
  if (Action.includes('cloudformation:CancelUpdateStack')) {
    return { Effect, Action, Resource: `arn:aws:cloudformation:us-east-1:000000000000:stack/${STACK}/*` };
  }
  return { Effect, Action, Resource: text };
}
