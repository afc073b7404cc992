/**
 * A plugin of the Serverless CLI: routes lead to the alias `live` of each function, and where releases are gradual CodeDeploy
 * moves that alias to a new version (docs/releasing.md). It works on the finished template, as only the CLI knows the names of the versions.
 * serverless-plugin-canary-deployments, which is usual for this, fails on a JWT authorizer, and gives CodeDeploy full access to Lambda.
 */
class GradualReleases {
  constructor(serverless) {
    const { service } = serverless;
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        const aliases = routeToAliases(Resources);
        const { gradualReleases } = service.custom;
        if (gradualReleases) releaseGradually(Resources, aliases, gradualReleases);
      },
    };
  }
}

/**
 * Adds an alias for each function that has a version, and makes permissions and routes go to it.
 * @param resources of the template; changed in place
 * @returns the logical ids of the aliases
 */
function routeToAliases(resources) {
  const versions = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Version');
  return versions.map(([version, { Properties }]) => {
    const fn = Properties.FunctionName.Ref;
    const alias = `${fn}Live`;
    for (const resource of Object.values(resources)) {
      if (resource.Type === 'AWS::Lambda::Permission') redirect(resource.Properties, 'FunctionName', fn, alias);
      if (resource.Type === 'AWS::ApiGatewayV2::Integration')
        redirect(resource.Properties, 'IntegrationUri', fn, alias);
    }
    resources[alias] = {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: fn }, FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] }, Name: 'live' },
    };
    return alias;
  });
}

/**
 * Lets CodeDeploy move the aliases, of which each gets a deployment group.
 * @param settings `type`: how CodeDeploy shifts; `alarms`: the logical ids of those that take a release back
 */
function releaseGradually(resources, aliases, { type, alarms }) {
  for (const alias of aliases) {
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

/** A reference to an alias is its ARN, as the attribute of the function was the function's. */
function redirect(properties, key, fn, alias) {
  if (properties[key]?.['Fn::GetAtt']?.[0] === fn) properties[key] = { Ref: alias };
}

module.exports = GradualReleases;
Object.assign(module.exports, { routeToAliases, releaseGradually });
