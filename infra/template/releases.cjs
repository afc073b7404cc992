/**
 * Lets CodeDeploy move the aliases, of which each gets a deployment group.
 * @param aliases their logical ids
 * @param settings `type`: how CodeDeploy shifts; `alarms`: the logical ids of those that take a release back
 */
function releaseGradually(resources, aliases, { type, alarms }) {
  for (const alias of Object.values(aliases)) {
    const group = `${alias}Release`;
    resources[group] = {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ApplicationName: { Ref: 'ReleaseApplication' },
        ServiceRoleArn: { 'Fn::GetAtt': ['ReleaseRole', 'Arn'] },
        DeploymentConfigName: `CodeDeployDefault.Lambda${type}`,
        DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
        AlarmConfiguration: { Enabled: true, Alarms: alarms.map((alarm) => ({ Name: { Ref: alarm } })) },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
        },
      },
    };
    resources[alias].UpdatePolicy = {
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: 'ReleaseApplication' },
        DeploymentGroupName: { Ref: group },
      },
    };
  }
}

module.exports = { releaseGradually };
