import {
  AutoScalingClient,
  CreateOrUpdateTagsCommand,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { CancelUpdateStackCommand, CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { raiseFleet } from '../../src/respond/fleet-size.ts';
import { cancelRelease } from '../../src/respond/release.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const settings = { service: 'streamgate-prod' };
const autoScaling = mockClient(AutoScalingClient);
const cloudFormation = mockClient(CloudFormationClient);
const groups = new AutoScalingClient({ region: 'us-east-1' });
const stacks = new CloudFormationClient({ region: 'us-east-1' });

beforeEach(() => {
  autoScaling.reset();
  cloudFormation.reset();
});

/** A group that changes as it is told to, and grows to what it may have at once. */
function group(most: number, wanted = most, ceiling = '24'): void {
  let size = { MaxSize: most, DesiredCapacity: wanted };
  const tags = new Map([['streamgate:ceiling', ceiling]]);
  autoScaling.on(DescribeAutoScalingGroupsCommand).callsFake(({ AutoScalingGroupNames: [name] }) => ({
    AutoScalingGroups: [
      { AutoScalingGroupName: name, ...size, Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) },
    ],
  }));
  autoScaling.on(UpdateAutoScalingGroupCommand).callsFake(({ MaxSize }) => {
    size = { MaxSize, DesiredCapacity: MaxSize };
    return {};
  });
  autoScaling.on(CreateOrUpdateTagsCommand).callsFake(({ Tags: [{ Key, Value }] }) => {
    tags.set(Key, Value);
    return {};
  });
}

const raise = (at = NOW) => raiseFleet({ autoScaling: groups, settings, now: () => at });
const raised = () => autoScaling.commandCalls(UpdateAutoScalingGroupCommand).map(({ args: [{ input }] }) => input);

describe('a fleet at its maximum', () => {
  test('gets twice as many instances at most, and nothing else changes', async () => {
    group(6);
    expect(await raise()).toEqual({
      kind: 'acted',
      said: 'Raised the maximum of the fleet from 6 to 12 instances. The ceiling is 24.',
    });
    expect(raised()).toEqual([{ AutoScalingGroupName: 'streamgate-prod-fleet', MaxSize: 12 }]);
    expect(autoScaling.commandCalls(CreateOrUpdateTagsCommand)[0]?.args[0].input.Tags).toEqual([
      {
        ResourceType: 'auto-scaling-group',
        ResourceId: 'streamgate-prod-fleet',
        Key: 'streamgate:raised',
        Value: String(NOW),
        PropagateAtLaunch: false,
      },
    ]);
  });

  test('never has more than the ceiling, however often the alarm comes', async () => {
    group(9, 9, '24');
    const outcomes = [];
    for (let i = 0; i < 4; i++) outcomes.push((await raise(NOW + i * 10 * MINUTE)).kind);
    expect(outcomes).toEqual(['acted', 'acted', 'declined', 'declined']);
    expect(raised().map(({ MaxSize }) => MaxSize)).toEqual([18, 24]);
  });

  test('is not raised again before the last raise can have had an effect', async () => {
    group(6);
    await raise();
    expect(await raise(NOW + 4 * MINUTE)).toMatchObject({
      kind: 'declined',
      said: expect.stringContaining('5 minutes'),
    });
    expect(await raise(NOW + 5 * MINUTE)).toMatchObject({ kind: 'acted' });
    expect(raised()).toHaveLength(2);
  });

  test.each([
    ['it has room again', () => group(12, 9), 'room again: 9 instances of 12'],
    ['it has no ceiling', () => group(6, 6, ''), 'the most that a response may set'],
    [
      'it is gone',
      () => autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] }),
      'no group',
    ],
  ])('is left alone where %s', async (_, make, said) => {
    make();
    expect(await raise()).toMatchObject({ kind: 'declined', said: expect.stringContaining(said) });
    expect(raised()).toEqual([]);
  });
});

describe('a release whose instances fail', () => {
  const cancel = () => cancelRelease({ cloudFormation: stacks, settings });
  const status = (StackStatus: 'UPDATE_IN_PROGRESS' | 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_IN_PROGRESS') =>
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [{ StackName: 'streamgate-prod', CreationTime: new Date(NOW), StackStatus }],
    });
  const cancelled = () => cloudFormation.commandCalls(CancelUpdateStackCommand).map(({ args: [{ input }] }) => input);

  test('is cancelled while it is under way', async () => {
    status('UPDATE_IN_PROGRESS');
    cloudFormation.on(CancelUpdateStackCommand).resolves({});
    expect(await cancel()).toMatchObject({ kind: 'acted' });
    expect(cancelled()).toEqual([{ StackName: 'streamgate-prod' }]);
  });

  test.each(['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_IN_PROGRESS'] as const)(
    'is left alone at %s: nothing is to be cancelled, and fleet-errors pages for what is live',
    async (state) => {
      status(state);
      expect(await cancel()).toMatchObject({ kind: 'declined', quiet: true, said: expect.stringContaining(state) });
      expect(cancelled()).toEqual([]);
    },
  );
});
