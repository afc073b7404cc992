import {
  CancelUpdateStackCommand,
  type CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { acted, declinedQuietly, type Outcome } from './outcome.ts';
import type { RespondSettings } from './settings.ts';

export interface ReleaseDeps {
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>;
  readonly settings: Pick<RespondSettings, 'service'>;
}

/**
 * Cancels the release that is in progress; CloudFormation restores the former state, instance by instance. A finished
 * release cannot be cancelled: `fleet-errors` pages a person to roll it back.
 * @throws what AWS refuses with
 */
export async function cancelRelease({ cloudFormation, settings }: ReleaseDeps): Promise<Outcome> {
  const StackName = settings.service;
  const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const status = stack?.StackStatus ?? 'unknown';
  if (status !== 'UPDATE_IN_PROGRESS') {
    return declinedQuietly(`No release of ${StackName} is under way that could be cancelled: the stack is ${status}.`);
  }
  await cloudFormation.send(new CancelUpdateStackCommand({ StackName }));
  return acted(`Cancelled the release of ${StackName}: CloudFormation puts back what was there.`);
}
