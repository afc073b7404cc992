import { attribute, type Resources, ref, sub } from '../cloudformation.ts';
import type { Statement } from '../roles.ts';
import { bootScript } from './boot.ts';
import type { Network } from './network.ts';
import { type Fleet, requestsOfInstance, vcpusOf } from './settings.ts';

/** The logical id of the group, and its name's end, as src/respond/fleet.ts has it, too. */
export const GROUP = 'FleetGroup';
/** Amazon Linux 2023, as it is on the day of the deploy: instances that are added later are alike. */
const IMAGE = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}';
/** Busy in the mean: the other half is for a lost zone, and for the minutes until more instances serve. */
const CPU_PERCENT = 50;
const BOOT_MINUTES = 15;

export interface Instances {
  readonly fleet: Fleet;
  readonly network: Network;
  readonly digest: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  /** What the server may do with the table, and the secret of the passes. */
  readonly rights: readonly Statement[];
  /** Whether a release may not wait. */
  readonly atOnce: boolean;
  /** What stands before an instance is replaced. */
  readonly after: readonly string[];
}

/** Where the archive is, in the bucket that the functions' code goes to. */
export const keyOf = (digest: string): string => `fleet/${digest}.tar.gz`;
const BUCKET = 'ServerlessDeploymentBucket';

export function instances(given: Instances): Resources {
  const { fleet, network, digest, environment, logRetentionDays } = given;
  return {
    FleetLogGroup: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: sub(`/\${AWS::StackName}/fleet`), RetentionInDays: logRetentionDays },
    },
    FleetRole: role(given),
    FleetProfile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('FleetRole')] } },
    FleetTemplate: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: {
        LaunchTemplateName: sub(`\${AWS::StackName}-fleet`),
        LaunchTemplateData: {
          ImageId: IMAGE,
          InstanceType: fleet.instanceType,
          IamInstanceProfile: { Arn: attribute('FleetProfile', 'Arn') },
          // A request forgery in the process gets no credentials: it can send no PUT first, and is one hop away.
          MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
          BlockDeviceMappings: [
            {
              DeviceName: '/dev/xvda',
              Ebs: { VolumeType: 'gp3', VolumeSize: 8, Encrypted: true, DeleteOnTermination: true },
            },
          ],
          // No key pair: Systems Manager is the only way in.
          NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false, Groups: [ref('FleetInstanceGroup')] }],
          Monitoring: { Enabled: true },
          TagSpecifications: ['instance', 'volume'].map((ResourceType) => ({
            ResourceType,
            Tags: [{ Key: 'Name', Value: sub(`\${AWS::StackName}-fleet`) }],
          })),
          UserData: {
            'Fn::Base64': sub(
              bootScript({
                digest,
                bucket: `\${${BUCKET}}`,
                key: keyOf(digest),
                group: GROUP,
                vcpus: vcpusOf(fleet.instanceType),
                environment,
              }),
            ),
          },
        },
      },
    },
    [GROUP]: group(given, network),
    ...scaling(fleet),
  };
}

function role({ rights, digest }: Instances) {
  const statements = [
    ...rights,
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], attribute('FleetLogGroup', 'Arn')),
    allow(['s3:GetObject'], sub(`arn:\${AWS::Partition}:s3:::\${${BUCKET}}/${keyOf(digest)}`)),
    allow(['cloudformation:SignalResource'], ref('AWS::StackId')),
    // For a session of Systems Manager. AWS's own policy for it would let an instance read every parameter.
    allow(
      [
        'ssm:UpdateInstanceInformation',
        ...['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
          (action) => `ssmmessages:${action}`,
        ),
        ...['AcknowledgeMessage', 'DeleteMessage', 'FailMessage', 'GetEndpoint', 'GetMessages', 'SendReply'].map(
          (action) => `ec2messages:${action}`,
        ),
      ],
      '*',
    ),
  ];
  return {
    Type: 'AWS::IAM::Role',
    Metadata: {
      checkov: { skip: [{ id: 'CKV_AWS_111', comment: 'Systems Manager knows no narrower resource for a session' }] },
    },
    Properties: {
      Description: 'Streamgate: what an instance of the fleet may do',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'instance', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    },
  };
}

const allow = (Action: readonly string[], Resource: Statement['Resource']): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

function group({ fleet, atOnce, after }: Instances, network: Network) {
  const { min, max, ceiling } = fleet;
  return {
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    DependsOn: ['FleetListener', 'FleetLogGroup', ...network.before, ...after],
    CreationPolicy: { ResourceSignal: { Count: min, Timeout: `PT${BOOT_MINUTES}M` } },
    UpdatePolicy: {
      // A tenth at a time, each waiting until the new ones are well; alarms take it back (template/bake.ts).
      AutoScalingRollingUpdate: {
        MinInstancesInService: min,
        MaxBatchSize: Math.max(1, Math.ceil(max / (atOnce ? 3 : 10))),
        MinSuccessfulInstancesPercent: 100,
        WaitOnResourceSignals: true,
        PauseTime: `PT${BOOT_MINUTES}M`,
        SuspendProcesses: ['HealthCheck', 'ReplaceUnhealthy', 'AZRebalance', 'AlarmNotification', 'ScheduledActions'],
      },
      // What scaling and `respond` have set stays, unless the stage's file has changed.
      AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true },
    },
    Properties: {
      AutoScalingGroupName: sub(`\${AWS::StackName}-fleet`),
      VPCZoneIdentifier: network.instanceSubnets,
      LaunchTemplate: {
        LaunchTemplateId: ref('FleetTemplate'),
        Version: attribute('FleetTemplate', 'LatestVersionNumber'),
      },
      MinSize: String(min),
      MaxSize: String(max),
      TargetGroupARNs: [ref('FleetTargets')],
      HealthCheckType: 'ELB',
      HealthCheckGracePeriod: 180,
      DefaultInstanceWarmup: 120,
      // An ill instance goes once its successor serves.
      InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 110 },
      MetricsCollection: [
        { Granularity: '1Minute', Metrics: ['GroupMaxSize', 'GroupDesiredCapacity', 'GroupInServiceInstances'] },
      ],
      Tags: [{ Key: 'streamgate:ceiling', Value: String(ceiling), PropagateAtLaunch: false }],
    },
  };
}

function scaling(fleet: Fleet): Resources {
  const policy = (TargetTrackingConfiguration: object) => ({
    Type: 'AWS::AutoScaling::ScalingPolicy',
    Properties: { AutoScalingGroupName: ref(GROUP), PolicyType: 'TargetTrackingScaling', TargetTrackingConfiguration },
  });
  const requests = sub(`\${FleetBalancer.LoadBalancerFullName}/\${FleetTargets.TargetGroupFullName}`);
  return {
    FleetByCpu: policy({
      TargetValue: CPU_PERCENT,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
    }),
    // Of a minute. What waits for the table takes no CPU.
    FleetByRequests: policy({
      TargetValue: Math.round(requestsOfInstance(fleet) * 60),
      PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: requests },
    }),
    ...Object.fromEntries(
      fleet.schedule.map(({ recurrence, min }, i) => [
        `FleetSchedule${i + 1}`,
        {
          Type: 'AWS::AutoScaling::ScheduledAction',
          Properties: { AutoScalingGroupName: ref(GROUP), Recurrence: recurrence, MinSize: min },
        },
      ]),
    ),
  };
}
