/**
 * Gives every role of the stack the boundary of the stage's pipeline (infra/pipeline.yml): the pipeline can make no other.
 * @param resources of the template; changed in place
 */
function bindRoles(resources, stage) {
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type !== 'AWS::IAM::Role') continue;
    Properties.PermissionsBoundary = {
      'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/streamgate-pipeline-${stage}-boundary`,
    };
  }
}

module.exports = { bindRoles };
