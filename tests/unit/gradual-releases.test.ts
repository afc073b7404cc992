import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

type Resources = Record<string, { Type: string; Properties: object }>;

const load = createRequire(import.meta.url);
const plugin: {
  routeToAliases: (resources: Resources) => string[];
  releaseGradually: (resources: Resources, aliases: string[], settings: { type: string; alarms: string[] }) => void;
} = load('../../infra/gradual-releases.cjs');

const arn = (fn: string) => ({ 'Fn::GetAtt': [fn, 'Arn'] });

test('routes and permissions lead to the alias, which CodeDeploy moves while it watches the alarms', () => {
  const resources: Resources = {
    StartVersion1: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Start' } } },
    StartPermission: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: arn('Start') } },
    StartIntegration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: arn('Start') } },
    StopIntegration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: arn('Stop') } },
    Jwt: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: { AuthorizerType: 'JWT' } },
  };
  const aliases = plugin.routeToAliases(resources);
  expect(aliases).toEqual(['StartLive']);
  plugin.releaseGradually(resources, aliases, { type: 'Canary10Percent5Minutes', alarms: ['Errors'] });
  expect(resources).toMatchObject({
    StartPermission: { Properties: { FunctionName: { Ref: 'StartLive' } } },
    StartIntegration: { Properties: { IntegrationUri: { Ref: 'StartLive' } } },
    StopIntegration: { Properties: { IntegrationUri: arn('Stop') } },
    StartLive: {
      Properties: { FunctionVersion: { 'Fn::GetAtt': ['StartVersion1', 'Version'] } },
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: 'StartLiveRelease' } } },
    },
    StartLiveRelease: {
      Properties: {
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'Errors' } }] },
        AutoRollbackConfiguration: { Enabled: true },
      },
    },
  });
});
