import { describe, expect, test } from '@jest/globals';
import { type Domain, serveDomain } from '../../infra/template/domain.ts';

// biome-ignore lint/suspicious/noExplicitAny: the properties of some ten types of AWS
type Resources = Record<string, { Type: string; Properties: any }>;
interface Template {
  Resources: Resources;
  Outputs: Record<string, object>;
}

const OWN: Domain = {
  name: 'streams.example.com',
  live: true,
  certificate: 'arn:aws:acm:…',
  zone: 'Z0123456789',
  edge: 'off',
  rate: 20_000,
};

function served(settings: Partial<Domain>, region = 'us-east-1'): Resources {
  const HealthCheckConfig = { FullyQualifiedDomainName: 'generated' };
  const template: Template = {
    Resources: {
      HttpApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: {} },
      HealthCheck: { Type: 'AWS::Route53::HealthCheck', Properties: { HealthCheckConfig } },
    },
    Outputs: {},
  };
  serveDomain(template, { ...OWN, ...settings }, region);
  return template.Resources;
}

const recordsOf = (resources: Resources) =>
  Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Route53::RecordSet')
    .map(({ Properties }) => [Properties.Name, Properties.Type, Properties.AliasTarget.DNSName]);

test('without a name of one’s own nothing of it is made', () => {
  expect(Object.keys(served({ name: '' }))).toEqual(['HttpApi', 'HealthCheck']);
});

test('a name of one’s own leads to the API, whose generated URL answers no more, for the health check, too', () => {
  const own = served({});
  expect(own.DomainMapping?.Properties).toEqual({
    ApiId: { Ref: 'HttpApi' },
    DomainName: { Ref: 'Domain' },
    Stage: { Ref: 'HttpApiStage' },
  });
  expect(recordsOf(own)).toEqual([[OWN.name, 'A', { 'Fn::GetAtt': ['Domain', 'RegionalDomainName'] }]]);
  expect(own.HttpApi?.Properties.DisableExecuteApiEndpoint).toBe(true);
  expect(own.HealthCheck?.Properties.HealthCheckConfig.FullyQualifiedDomainName).toBe(OWN.name);
});

test('before the name leads here the generated URL answers, and the health check goes by it', () => {
  for (const edge of ['on', 'off']) {
    const { HttpApi, HealthCheck } = served({ live: false, edge });
    expect(HttpApi?.Properties.DisableExecuteApiEndpoint).toBe(false);
    expect(HealthCheck?.Properties.HealthCheckConfig.FullyQualifiedDomainName).toBe('generated');
  }
});

test('a name whose zone is elsewhere gets no record', () => {
  expect(recordsOf(served({ zone: '' }))).toEqual([]);
});

describe('at the edge', () => {
  const edge = served({ edge: 'on' });
  const config = edge.Edge?.Properties.DistributionConfig;

  test('CloudFront stands before the API under that name', () => {
    const target = { 'Fn::GetAtt': ['Edge', 'DomainName'] };
    expect(config.Aliases).toEqual([OWN.name]);
    expect(recordsOf(edge)).toEqual([
      [OWN.name, 'A', target],
      [OWN.name, 'AAAA', target],
    ]);
    // Its origin is the generated URL.
    expect(edge.HttpApi?.Properties.DisableExecuteApiEndpoint).toBe(false);
  });

  test('answers to viewers are kept nowhere, and requests get there with their token', () => {
    expect(config.DefaultCacheBehavior).toMatchObject({
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: expect.arrayContaining(['POST', 'OPTIONS']),
    });
  });

  test('the docs are kept for a minute, whoever asks', () => {
    const paths = config.CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern);
    expect(paths).toEqual(['/docs*', '/openapi.json']);
    expect(edge.DocsCache?.Properties.CachePolicyConfig).toMatchObject({
      MinTTL: 60,
      ParametersInCacheKeyAndForwardedToOrigin: { HeadersConfig: { HeaderBehavior: 'none' } },
    });
  });

  test('one address cannot flood it, and known attacks do not get in', () => {
    expect(config.WebACLId).toEqual({ 'Fn::GetAtt': ['Firewall', 'Arn'] });
    const { Rules, Scope } = edge.Firewall?.Properties ?? {};
    expect(Scope).toBe('CLOUDFRONT');
    expect(Rules[0].Statement.RateBasedStatement).toEqual({ Limit: 20_000, AggregateKeyType: 'IP' });
    const names = Rules.slice(1).map(({ Name }: { Name: string }) => Name);
    expect(names).toEqual(['AmazonIpReputationList', 'KnownBadInputsRuleSet', 'CommonRuleSet']);
  });
});

test.each([
  ['a name without a certificate', { certificate: '' }, 'us-east-1', 'certificateArn'],
  ['an edge without a name', { name: '', edge: 'on' }, 'us-east-1', 'domainName'],
  ['an edge in another region than its firewall can be in', { edge: 'on' }, 'eu-west-1', 'us-east-1'],
])('%s fails the build', (_, settings, region, fault) => {
  expect(() => served(settings, region)).toThrow(fault);
});
