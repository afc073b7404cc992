import { attribute, type Resources, ref, sub, type Text } from '../cloudformation.ts';
import type { Fleet } from './settings.ts';

/** Where a fleet is. */
export interface Network {
  readonly resources: Resources;
  readonly vpc: Text;
  readonly balancerSubnets: readonly Text[];
  readonly instanceSubnets: readonly Text[];
  /** What must be there before an instance starts: it cannot boot without. */
  readonly before: readonly string[];
}

export const ZONES = [1, 2, 3] as const;
/** The load balancer's and the instances' parts of it; /20 each, which is 4,091 addresses. */
const CIDR = '10.64.0.0/16';
const PUBLIC = ['10.64.0.0/20', '10.64.16.0/20', '10.64.32.0/20'];
const PRIVATE = ['10.64.48.0/20', '10.64.64.0/20', '10.64.80.0/20'];

/** What instances reach of AWS, besides DynamoDB and S3; priced in scripts/capacity/assumptions.ts. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  Logs: 'logs',
  Signals: 'cloudformation',
  Ssm: 'ssm',
  SsmMessages: 'ssmmessages',
  Ec2Messages: 'ec2messages',
};

interface Given {
  /** ARNs of the tables and their indexes. */
  readonly tables: readonly unknown[];
  /** Whether passes are signed, whose key is a secret. */
  readonly hasSecret: boolean;
}

const named = (name: string) => [{ Key: 'Name', Value: sub(`\${AWS::StackName}-${name}`) }];

/** A network of the fleet's own, or the one that the stage names. */
export function networkOf({ network, nat }: Fleet, given: Given): Network {
  if (network !== undefined) return { ...network, resources: {}, before: [] };
  const resources: Resources = {
    FleetNetwork: {
      Type: 'AWS::EC2::VPC',
      Properties: { CidrBlock: CIDR, EnableDnsSupport: true, EnableDnsHostnames: true, Tags: named('fleet') },
    },
    FleetGateway: { Type: 'AWS::EC2::InternetGateway', Properties: { Tags: named('fleet') } },
    FleetGatewayAttachment: {
      Type: 'AWS::EC2::VPCGatewayAttachment',
      Properties: { VpcId: ref('FleetNetwork'), InternetGatewayId: ref('FleetGateway') },
    },
    FleetPublicRoutes: routeTable('fleet-public'),
    FleetPublicRoute: {
      Type: 'AWS::EC2::Route',
      DependsOn: 'FleetGatewayAttachment',
      Properties: {
        RouteTableId: ref('FleetPublicRoutes'),
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: ref('FleetGateway'),
      },
    },
    ...Object.assign({}, ...ZONES.map((zone) => zoneOf(zone, nat))),
    ...endpoints(given),
  };
  return {
    resources,
    vpc: ref('FleetNetwork'),
    balancerSubnets: ZONES.map((zone) => ref(`FleetPublicSubnet${zone}`)),
    instanceSubnets: ZONES.map((zone) => ref(`FleetPrivateSubnet${zone}`)),
    before: Object.keys(resources).filter((id) => /Endpoint$|Association\d$|NatRoute\d$/.test(id)),
  };
}

const routeTable = (name: string) => ({
  Type: 'AWS::EC2::RouteTable',
  Properties: { VpcId: ref('FleetNetwork'), Tags: named(name) },
});

function zoneOf(zone: (typeof ZONES)[number], nat: boolean): Resources {
  const subnet = (CidrBlock: string | undefined, name: string) => ({
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: ref('FleetNetwork'),
      CidrBlock,
      AvailabilityZone: { 'Fn::Select': [zone - 1, { 'Fn::GetAZs': '' }] },
      MapPublicIpOnLaunch: false,
      Tags: named(`${name}-${zone}`),
    },
  });
  const association = (kind: string, routes: string) => ({
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref(`Fleet${kind}Subnet${zone}`), RouteTableId: ref(routes) },
  });
  return {
    [`FleetPublicSubnet${zone}`]: subnet(PUBLIC[zone - 1], 'fleet-public'),
    [`FleetPublicAssociation${zone}`]: association('Public', 'FleetPublicRoutes'),
    [`FleetPrivateSubnet${zone}`]: subnet(PRIVATE[zone - 1], 'fleet-private'),
    [`FleetPrivateRoutes${zone}`]: routeTable(`fleet-private-${zone}`),
    [`FleetPrivateAssociation${zone}`]: association('Private', `FleetPrivateRoutes${zone}`),
    ...(nat ? wayOut(zone) : {}),
  };
}

/** A way to the issuer's keys, one a zone: a zone that is lost takes no other's with it. */
const wayOut = (zone: number): Resources => ({
  [`FleetNatAddress${zone}`]: {
    Type: 'AWS::EC2::EIP',
    DependsOn: 'FleetGatewayAttachment',
    Properties: { Domain: 'vpc', Tags: named(`fleet-nat-${zone}`) },
  },
  [`FleetNat${zone}`]: {
    Type: 'AWS::EC2::NatGateway',
    Properties: {
      AllocationId: attribute(`FleetNatAddress${zone}`, 'AllocationId'),
      SubnetId: ref(`FleetPublicSubnet${zone}`),
      Tags: named(`fleet-${zone}`),
    },
  },
  [`FleetNatRoute${zone}`]: {
    Type: 'AWS::EC2::Route',
    Properties: {
      RouteTableId: ref(`FleetPrivateRoutes${zone}`),
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: ref(`FleetNat${zone}`),
    },
  },
});

function endpoints({ tables, hasSecret }: Given): Resources {
  const RouteTableIds = ZONES.map((zone) => ref(`FleetPrivateRoutes${zone}`));
  const gateway = (service: string, Action: string | readonly string[], Resource: unknown) => ({
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: ref('FleetNetwork'),
      ServiceName: sub(`com.amazonaws.\${AWS::Region}.${service}`),
      VpcEndpointType: 'Gateway',
      RouteTableIds,
      // Whoever is on an instance reaches no other table, and writes into nobody's bucket.
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource }],
      },
    },
  });
  const interfaces = { ...ENDPOINTS, ...(hasSecret ? { Secrets: 'secretsmanager' } : {}) };
  return {
    FleetTableEndpoint: gateway('dynamodb', 'dynamodb:*', tables),
    FleetObjectsEndpoint: gateway('s3', 's3:GetObject', '*'),
    FleetEndpointGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Streamgate: what instances reach of AWS',
        VpcId: ref('FleetNetwork'),
        SecurityGroupIngress: [
          {
            Description: 'From the instances',
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            SourceSecurityGroupId: ref('FleetInstanceGroup'),
          },
        ],
        // Nothing begins here: without a rule, AWS would allow everything.
        SecurityGroupEgress: [{ Description: 'Nothing', IpProtocol: '-1', CidrIp: '127.0.0.1/32' }],
      },
    },
    ...Object.fromEntries(
      Object.entries(interfaces).map(([name, service]) => [
        `Fleet${name}Endpoint`,
        {
          Type: 'AWS::EC2::VPCEndpoint',
          Properties: {
            VpcId: ref('FleetNetwork'),
            ServiceName: sub(`com.amazonaws.\${AWS::Region}.${service}`),
            VpcEndpointType: 'Interface',
            PrivateDnsEnabled: true,
            SubnetIds: ZONES.map((zone) => ref(`FleetPrivateSubnet${zone}`)),
            SecurityGroupIds: [ref('FleetEndpointGroup')],
          },
        },
      ]),
    ),
  };
}
