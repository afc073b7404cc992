import { addAlarms } from '../alarms/alarms.ts';
import { certificateAlarm, edgeAlarm } from '../alarms/domain.ts';
import { attribute, named, type Resources, ref, sub, type Template, type Text } from '../cloudformation.ts';

/** CloudFront's own zone, the same for all distributions. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';
/**
 * Policies of AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

export interface Domain {
  /** Without it nothing is made. */
  readonly name: string;
  /** Whether the name leads here from everywhere. */
  readonly live: boolean;
  /** The ARN of its certificate in this region. */
  readonly certificate: string;
  /** The id of its hosted zone, if Route 53 has it. */
  readonly zone: string;
  /** Whether CloudFront and a firewall are in front: `on` or `off`. */
  readonly edge: string;
  /** Requests of one address in five minutes. */
  readonly rate: number;
}

interface Target {
  readonly DNSName: Text;
  readonly HostedZoneId: Text;
}
interface Served {
  readonly resources: Resources;
  readonly target: Target;
}

/**
 * Gives the API its own domain name, and if requested CloudFront with a firewall in front, so that no player
 * ever has a generated URL inside.
 * @throws Error for what AWS would refuse after minutes
 */
export function serveDomain(template: Template, domain: Domain, region: string): void {
  const { name, live, certificate, zone, edge, rate } = domain;
  if (!['on', 'off'].includes(edge)) throw new Error(`edge must be on or off, not ${edge}.`);
  if (!name) {
    if (edge === 'on') throw new Error('edge needs a domainName, which is what viewers call.');
    return;
  }
  if (!certificate) throw new Error(`domainName ${name} needs a certificateArn.`);
  if (edge === 'on' && region !== 'us-east-1') {
    throw new Error(
      `edge is on, and the region ${region}: CloudFront takes firewalls and certificates of us-east-1 only.`,
    );
  }
  const { Resources, Outputs } = template;
  const served = edge === 'on' ? distribution(name, certificate, rate) : regional(name, certificate);
  Object.assign(Resources, served.resources);
  if (zone) Object.assign(Resources, records(name, zone, served.target));
  // Before the name leads here nobody gets a good answer by it, and the health check would take back the deploy that
  // makes it. The generated URL stays where CloudFront needs it, as its origin.
  named(Resources, 'HttpApi', 'AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint = live && edge === 'off';
  if (live && Resources.HealthCheck !== undefined) {
    const check = named(Resources, 'HealthCheck', 'AWS::Route53::HealthCheck');
    check.Properties.HealthCheckConfig.FullyQualifiedDomainName = name;
  }
  addAlarms(Resources, 'capacity', certificateAlarm(certificate));
  if (edge === 'on') addAlarms(Resources, 'outage', edgeAlarm());
  Outputs.ServiceUrl = { Description: 'The URL that players call', Value: `https://${name}` };
  Outputs.ServiceTarget = { Description: 'The target of the DNS alias for domainName', Value: served.target.DNSName };
}

const regional = (name: string, certificate: string): Served => ({
  resources: {
    Domain: {
      Type: 'AWS::ApiGatewayV2::DomainName',
      Properties: {
        DomainName: name,
        DomainNameConfigurations: [
          { CertificateArn: certificate, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
        ],
      },
    },
    DomainMapping: {
      Type: 'AWS::ApiGatewayV2::ApiMapping',
      Properties: { ApiId: ref('HttpApi'), DomainName: ref('Domain'), Stage: ref('HttpApiStage') },
    },
  },
  target: {
    DNSName: attribute('Domain', 'RegionalDomainName'),
    HostedZoneId: attribute('Domain', 'RegionalHostedZoneId'),
  },
});

const records = (name: string, zone: string, target: Target): Resources =>
  Object.fromEntries(
    // A regional API has addresses of the old kind only.
    (target.HostedZoneId === CLOUDFRONT_ZONE ? ['A', 'AAAA'] : ['A']).map((type) => [
      `Record${type}`,
      {
        Type: 'AWS::Route53::RecordSet',
        Properties: { HostedZoneId: zone, Name: name, Type: type, AliasTarget: target },
      },
    ]),
  );

const distribution = (name: string, certificate: string, rate: number): Served => ({
  resources: {
    Firewall: { Type: 'AWS::WAFv2::WebACL', Properties: firewall(rate) },
    DocsCache: { Type: 'AWS::CloudFront::CachePolicy', Properties: { CachePolicyConfig: docsCache } },
    Edge: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Comment: ref('AWS::StackName'),
          Aliases: [name],
          HttpVersion: 'http2and3',
          IPV6Enabled: true,
          ViewerCertificate: {
            AcmCertificateArn: certificate,
            MinimumProtocolVersion: 'TLSv1.2_2021',
            SslSupportMethod: 'sni-only',
          },
          WebACLId: attribute('Firewall', 'Arn'),
          Origins: [
            {
              Id: 'api',
              DomainName: sub(`\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`),
              CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
            },
          ],
          DefaultCacheBehavior: behavior({
            CachePolicyId: CACHING_DISABLED,
            OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
            AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
          }),
          CacheBehaviors: ['/docs*', '/openapi.json'].map((path) =>
            behavior({ PathPattern: path, CachePolicyId: ref('DocsCache'), AllowedMethods: ['GET', 'HEAD'] }),
          ),
        },
      },
    },
  },
  target: { DNSName: attribute('Edge', 'DomainName'), HostedZoneId: CLOUDFRONT_ZONE },
});

const behavior = (options: object) => ({
  TargetOriginId: 'api',
  ViewerProtocolPolicy: 'https-only',
  Compress: true,
  ...options,
});

/** Pages say `no-cache`, which is for browsers; here they are kept for a minute, whoever asks. */
const docsCache = {
  Name: sub(`\${AWS::StackName}-docs`),
  MinTTL: 60,
  DefaultTTL: 60,
  MaxTTL: 3600,
  ParametersInCacheKeyAndForwardedToOrigin: {
    EnableAcceptEncodingGzip: true,
    EnableAcceptEncodingBrotli: true,
    CookiesConfig: { CookieBehavior: 'none' },
    HeadersConfig: { HeaderBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
  },
};

const visible = (name: string) => ({ CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false, MetricName: name });

const managed = (name: string, priority: number, overrides: readonly string[] = []) => ({
  Name: name,
  Priority: priority,
  OverrideAction: { None: {} },
  VisibilityConfig: visible(name),
  Statement: {
    ManagedRuleGroupStatement: {
      VendorName: 'AWS',
      Name: `AWSManagedRules${name}`,
      RuleActionOverrides: overrides.map((rule) => ({ Name: rule, ActionToUse: { Count: {} } })),
    },
  },
});

const firewall = (rate: number) => ({
  Name: ref('AWS::StackName'),
  Scope: 'CLOUDFRONT',
  DefaultAction: { Allow: {} },
  VisibilityConfig: visible('firewall'),
  Rules: [
    {
      Name: 'RateByAddress',
      Priority: 0,
      Action: { Block: {} },
      VisibilityConfig: visible('RateByAddress'),
      Statement: { RateBasedStatement: { Limit: rate, AggregateKeyType: 'IP' } },
    },
    managed('AmazonIpReputationList', 1),
    managed('KnownBadInputsRuleSet', 2),
    // The apps of some televisions send no User-Agent.
    managed('CommonRuleSet', 3, ['NoUserAgent_HEADER']),
  ],
});
