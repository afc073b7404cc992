import { expect, test } from '@jest/globals';
import type { Resources } from '../../infra/cloudformation.ts';
import { keepWarm, leadToAliases } from '../../infra/template/aliases.ts';
import { throttleOpenRoutes } from '../../infra/template/throttles.ts';

const arn = (fn: string) => ({ 'Fn::GetAtt': [fn, 'Arn'] });

const start = (): Resources => ({
  StartVersion1: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'StartLambdaFunction' } } },
  StartPermission: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: arn('StartLambdaFunction') } },
  StartIntegration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { IntegrationUri: arn('StartLambdaFunction') },
  },
  Jwt: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: { AuthorizerType: 'JWT' } },
});

test('routes and permissions lead to the alias', () => {
  const resources = start();
  const aliases = leadToAliases(resources);
  expect(aliases).toEqual({ start: 'StartLambdaFunctionLive' });

  expect(resources).toMatchObject({
    StartPermission: { Properties: { FunctionName: { Ref: 'StartLambdaFunctionLive' } } },
    StartIntegration: { Properties: { IntegrationUri: { Ref: 'StartLambdaFunctionLive' } } },
    StartLambdaFunctionLive: {
      Properties: { FunctionVersion: { 'Fn::GetAtt': ['StartVersion1', 'Version'] } },
    },
  });
});

test('a route that misses the alias fails the build', () => {
  const astray = {
    StopIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { IntegrationUri: { Ref: 'StopProvConcLambdaAlias' } },
    },
  };
  expect(() => leadToAliases({ ...start(), ...astray })).toThrow('StopIntegration');
});

test('instances are kept ready on the alias, and for functions that there are', () => {
  const resources = start();
  const aliases = leadToAliases(resources);
  keepWarm(resources, aliases, { start: 40 });
  expect(resources).toMatchObject({
    StartLambdaFunctionLive: {
      Properties: { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 40 } },
    },
  });
  expect(() => keepWarm(resources, aliases, { begin: 40 })).toThrow('begin');
});

const route = (RouteKey: string, integration: string, guard = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { RouteKey, ...guard },
  DependsOn: `HttpApiIntegration${integration}`,
});
const routed = (): Resources => ({
  HttpApiStage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: {}, DependsOn: 'HttpApiLogGroup' },
  Start: route('POST /start', 'Start', { AuthorizerId: { Ref: 'Jwt' } }),
  Health: route('GET /health', 'Health'),
});
const open = { functions: ['health'], rate: 20, burst: 40 };

test('a route that asks for no token has a throttle of its own, which waits for the route', () => {
  const resources = routed();
  throttleOpenRoutes(resources, open);
  expect(resources.HttpApiStage).toMatchObject({
    Properties: { RouteSettings: { 'GET /health': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 } } },
    DependsOn: ['HttpApiLogGroup', 'Health'],
  });
});

test('a route that lost its authorizer fails the build', () => {
  const resources = { ...routed(), Stop: route('POST /stop', 'Stop') };
  expect(() => throttleOpenRoutes(resources, open)).toThrow('POST /stop');
});
