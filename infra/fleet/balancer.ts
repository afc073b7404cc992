import { type Resources, ref } from '../cloudformation.ts';
import type { Network } from './network.ts';

/** Where the process of an instance listens. */
export const PORT = 8080;
/** How often the load balancer asks an instance, and after how many good or bad answers it goes by it. */
export const CHECK = { seconds: 10, good: 2, bad: 3 };
/**
 * A request takes at most ten seconds to come and six to be answered (src/server/limits.ts), so after 30 nothing of a
 * target that leaves is under way. AWS's default of 300 would make each release five minutes longer a batch.
 */
const LEAVES_IN_SECONDS = 30;

const attributes = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

const rule = (Description: string, port: number, other: object) => ({
  Description,
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...other,
});

/**
 * The load balancer with its one listener: as with API Gateway, nobody answers without TLS.
 * @param certificate the ARN
 */
export const balancer = ({ vpc, balancerSubnets }: Network, certificate: string): Resources => ({
  FleetBalancerGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'Streamgate: the load balancer of the fleet',
      VpcId: vpc,
      SecurityGroupIngress: [rule('Players', 443, { CidrIp: '0.0.0.0/0' })],
      SecurityGroupEgress: [rule('The instances', PORT, { DestinationSecurityGroupId: ref('FleetInstanceGroup') })],
    },
  },
  FleetInstanceGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'Streamgate: the instances of the fleet',
      VpcId: vpc,
      // TLS only. Without a NAT gateway nothing but the endpoints is there to be reached.
      SecurityGroupEgress: [rule('AWS and the keys of the issuer', 443, { CidrIp: '0.0.0.0/0' })],
    },
  },
  // By itself, as the two groups name each other.
  FleetInstanceIngress: {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: rule('The load balancer', PORT, {
      GroupId: ref('FleetInstanceGroup'),
      SourceSecurityGroupId: ref('FleetBalancerGroup'),
    }),
  },
  FleetBalancer: {
    Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    Properties: {
      Type: 'application',
      Scheme: 'internet-facing',
      IpAddressType: 'ipv4',
      Subnets: balancerSubnets,
      SecurityGroups: [ref('FleetBalancerGroup')],
      LoadBalancerAttributes: attributes({
        'routing.http.drop_invalid_header_fields.enabled': 'true',
        // Less than the 65 s that an instance keeps a connection.
        'idle_timeout.timeout_seconds': '60',
      }),
    },
  },
  FleetListener: {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: {
      LoadBalancerArn: ref('FleetBalancer'),
      Port: 443,
      Protocol: 'HTTPS',
      // TLS 1.3 and 1.2, with forward secrecy only.
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
      Certificates: [{ CertificateArn: certificate }],
      DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('FleetTargets') }],
    },
  },
  FleetTargets: {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: {
      VpcId: vpc,
      TargetType: 'instance',
      Protocol: 'HTTP',
      Port: PORT,
      HealthCheckPath: '/ready',
      HealthCheckIntervalSeconds: CHECK.seconds,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: CHECK.good,
      UnhealthyThresholdCount: CHECK.bad,
      Matcher: { HttpCode: '200' },
      TargetGroupAttributes: attributes({
        'deregistration_delay.timeout_seconds': String(LEAVES_IN_SECONDS),
        'stickiness.enabled': 'false',
      }),
    },
  },
});
