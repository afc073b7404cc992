import { ofType, type Resources, sub } from '../cloudformation.ts';

/**
 * Gives every role of the stack the boundary of the stage's pipeline (infra/pipeline.yml): the pipeline can make no
 * other.
 * @param resources of the template; changed in place
 */
export function bindRoles(resources: Resources, stage: string): void {
  for (const [, { Properties }] of ofType(resources, 'AWS::IAM::Role')) {
    Properties.PermissionsBoundary = sub(
      `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/streamgate-pipeline-${stage}-boundary`,
    );
  }
}
