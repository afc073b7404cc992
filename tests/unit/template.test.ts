import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

type Resources = Record<string, { Type: string; Properties: object; DependsOn?: string | string[] }>;
type Aliases = Record<string, string>;

const load = createRequire(import.meta.url);
const {
  leadToAliases,
  keepWarm,
}: {
  leadToAliases: (resources: Resources) => Aliases;
  keepWarm: (resources: Resources, aliases: Aliases, counts: Record<string, number>) => void;
} = load('../../infra/template/aliases.cjs');
const {
  throttleOpenRoutes,
}: {
  throttleOpenRoutes: (resources: Resources, open: { functions: string[]; rate: number; burst: number }) => void;
} = load('../../infra/template/throttles.cjs');

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
