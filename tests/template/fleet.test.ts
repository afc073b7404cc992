import { beforeAll, describe, expect, test } from '@jest/globals';
import { packageFleet } from '../support/alarms.ts';
import { allows, type Statement } from '../support/iam.ts';
import { ofType, type Resources } from '../support/packaged.ts';
import { ACCOUNT, readPipeline } from '../support/pipeline.ts';

const { boundary, resolve } = readPipeline('prod');
let none: Resources;
let fleet: Resources;

beforeAll(async () => {
  fleet = await packageFleet();
  none = await packageFleet({}, { fleet: false });
}, 480_000);

const properties = (id: string) => fleet[id]?.Properties;
const attributes = (values: { Key: string; Value: string }[]) =>
  Object.fromEntries(values.map(({ Key, Value }) => [Key, Value]));
const statementsOf = (stage: Resources, id: string): (Statement & { Action: string[] })[] =>
  stage[id]?.Properties.Policies?.[0].PolicyDocument.Statement ?? [];

test('without a fleet no part of it exists; with one, only routing and alarms change elsewhere', () => {
  const types = new Set(Object.values(none).map(({ Type }) => Type.split('::')[1]));
  expect([...types]).not.toEqual(expect.arrayContaining(['EC2']));
  expect([...types]).not.toEqual(expect.arrayContaining(['AutoScaling']));
  expect([...types]).not.toEqual(expect.arrayContaining(['ElasticLoadBalancingV2']));
  // The ids of versions are made of what the functions are told: that of `respond` is told of its responses.
  const ids = (stage: Resources) => Object.keys(stage).filter((id) => !id.startsWith('RespondLambdaVersion'));
  expect(ids(none).filter((id) => !(id in fleet))).toEqual([]);
  expect(ids(fleet).filter((id) => !(id in none) && !/^(Fleet|RecordFleetA$)/.test(id))).toEqual([]);
  // So are the names of archives, and these are of the time.
  const text = (stage: Resources, id: string) =>
    JSON.stringify(stage[id]).replaceAll(/RespondLambdaVersion\w+|\/\d{13}-[^/]+\//g, '');
  expect(ids(none).filter((id) => text(none, id) !== text(fleet, id))).toEqual([
    'RespondLambdaFunction',
    'RespondRole',
    'OutageAlarm',
    'ViewersAlarm',
    'CapacityAlarm',
    'RecordA',
  ]);
});

describe('players', () => {
  test('use one listener, with TLS 1.2 or newer, and valid HTTP headers', () => {
    const listeners = ofType(fleet, 'AWS::ElasticLoadBalancingV2::Listener');
    expect(listeners.map(({ Properties: { Port, Protocol, SslPolicy } }) => [Port, Protocol, SslPolicy])).toEqual([
      [443, 'HTTPS', 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06'],
    ]);
    expect(attributes(properties('FleetBalancer').LoadBalancerAttributes)).toEqual({
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'idle_timeout.timeout_seconds': '60',
    });
  });

  test('are routed by two records of one name, and to the API while no instance is healthy', () => {
    const { Name, Type } = properties('RecordA');
    expect(properties('RecordA')).toMatchObject({ SetIdentifier: 'api', Weight: 100 });
    expect(properties('RecordFleetA')).toMatchObject({
      Name,
      Type,
      SetIdentifier: 'fleet',
      Weight: 0,
      AliasTarget: { EvaluateTargetHealth: true, DNSName: { 'Fn::GetAtt': ['FleetBalancer', 'DNSName'] } },
    });
    // Without a check of its own it is always well: there is always an answer.
    expect(properties('RecordA').AliasTarget.EvaluateTargetHealth).toBeUndefined();
  });

  test('are not bound to an instance, and lose no request when one leaves', () => {
    const targets = properties('FleetTargets');
    const { 'deregistration_delay.timeout_seconds': leaves, ...rest } = attributes(targets.TargetGroupAttributes);
    expect(rest).toEqual({ 'stickiness.enabled': 'false' });
    // Ten seconds until a request is there, six until it is answered (docs/server.md).
    expect(Number(leaves)).toBeGreaterThan(16);
    expect(targets).toMatchObject({ HealthCheckPath: '/ready', Matcher: { HttpCode: '200' } });
  });
});

describe('an instance', () => {
  const data = () => properties('FleetTemplate').LaunchTemplateData;

  test('has no public address, no key pair, an encrypted disk, and credentials that a forged request does not get', () => {
    expect(data().NetworkInterfaces).toEqual([
      { DeviceIndex: 0, AssociatePublicIpAddress: false, Groups: [{ Ref: 'FleetInstanceGroup' }] },
    ]);
    expect(data().KeyName).toBeUndefined();
    expect(data().BlockDeviceMappings[0].Ebs.Encrypted).toBe(true);
    expect(data().MetadataOptions).toEqual({
      HttpEndpoint: 'enabled',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
    });
    expect(data().ImageId).toContain('resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023');
  });

  test('accepts only the load balancer, on the port of the process', () => {
    expect(properties('FleetInstanceGroup').SecurityGroupIngress).toBeUndefined();
    const rules = ofType(fleet, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
    expect(rules).toMatchObject([
      { FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: { Ref: 'FleetBalancerGroup' } },
    ]);
    expect(properties('FleetInstanceGroup').SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443 }]);
  });

  test('has the rights of all functions together on the table, and no more', () => {
    const ofFunctions = ofType(fleet, 'AWS::IAM::Role')
      .filter(({ id }) => !['FleetRole', 'RespondRole', 'ReleaseCheckRole'].includes(id))
      .flatMap(({ id }) => statementsOf(fleet, id))
      .flatMap(({ Action }) => Action)
      .filter((action) => action.startsWith('dynamodb:'));
    const own = statementsOf(fleet, 'FleetRole').filter(({ Action }) => Action[0]?.startsWith('dynamodb:'));
    expect(own.flatMap(({ Action }) => Action).sort()).toEqual([...new Set(ofFunctions)].sort());
    expect(own.map(({ Resource }) => JSON.stringify(Resource))).toEqual([
      expect.stringMatching(/^\[.*:table\/streamgate-prod"\}\]$/),
      expect.stringMatching(/^\[.*:table\/streamgate-prod\/index\/listing"\}\]$/),
    ]);
  });

  test('may also write its log, fetch its archive, signal its health, and be reached by Systems Manager', () => {
    const others = statementsOf(fleet, 'FleetRole').filter(({ Action }) => !Action[0]?.startsWith('dynamodb:'));
    expect(others.map(({ Action, Resource }) => [Action[0], JSON.stringify(Resource)])).toEqual([
      ['logs:CreateLogStream', '{"Fn::GetAtt":["FleetLogGroup","Arn"]}'],
      ['s3:GetObject', expect.stringMatching(/\{ServerlessDeploymentBucket\}\/fleet\/[0-9a-f]{64}\.tar\.gz/)],
      ['cloudformation:SignalResource', '{"Ref":"AWS::StackId"}'],
      ['ssm:UpdateInstanceInformation', '"*"'],
    ]);
    const all = others.flatMap(({ Action }) => Action);
    expect(all.filter((action) => action.includes('*') || /^ssm:Get|iam:|sts:/.test(action))).toEqual([]);
  });

  test('needs a secret only if passes are on', () => {
    expect(Object.keys(fleet)).not.toContain('FleetSecretsEndpoint');
    expect(JSON.stringify(fleet.FleetRole)).not.toContain('secretsmanager');
  });

  test('and the function that responds to its alarms stay within the pipeline’s boundary', () => {
    const known: Record<string, string> = {
      'AWS::StackId': `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/streamgate-prod/1`,
      'AWS::StackName': 'streamgate-prod',
      ServerlessDeploymentBucket: 'streamgate-prod-serverlessdeploymentbucket-1a2b',
    };
    const text = (value: unknown): string => {
      const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': template } = Object(value);
      if (Ref !== undefined) return known[Ref] ?? '';
      if (attribute !== undefined) {
        const name = fleet[attribute[0]]?.Properties.LogGroupName;
        const filled = typeof name === 'string' ? name : text(name);
        return `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${filled}:*`;
      }
      if (template === undefined) return String(value);
      const filled = Object.entries(known).reduce((sum, [name, by]) => sum.replaceAll(`\${${name}}`, by), template);
      return resolve({ 'Fn::Sub': filled });
    };
    for (const id of ['FleetRole', 'RespondRole']) {
      for (const { Action, Resource } of statementsOf(fleet, id)) {
        for (const action of Action) {
          for (const each of [Resource].flat()) {
            const resource = text(each);
            const allowed = allows(boundary, { action, resource }, resolve);
            expect({ id, action, resource, allowed }).toEqual({ id, action, resource, allowed: true });
          }
        }
      }
    }
  });
});

describe('the group', () => {
  test('has as many zones as the documentation says, replaces instances by their signals, and keeps its size in a deploy', () => {
    const { UpdatePolicy, CreationPolicy, Properties } = fleet.FleetGroup as Resources[string] & {
      CreationPolicy: object;
    };
    expect(Properties.VPCZoneIdentifier).toHaveLength(3);
    expect(UpdatePolicy).toMatchObject({
      AutoScalingRollingUpdate: {
        MinInstancesInService: 3,
        MaxBatchSize: 1,
        MinSuccessfulInstancesPercent: 100,
        WaitOnResourceSignals: true,
      },
      AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true },
    });
    expect(CreationPolicy).toMatchObject({ ResourceSignal: { Count: 3 } });
    expect(Properties).toMatchObject({ HealthCheckType: 'ELB', MinSize: '3', MaxSize: '6' });
    expect(attributes(Properties.Tags)).toEqual({ 'streamgate:ceiling': '24' });
  });

  test('waits for the functions of its release, and for the alarm that rolls it back', () => {
    const after = [fleet.FleetGroup?.DependsOn].flat();
    expect(after).toEqual(
      expect.arrayContaining([
        'RequestStreamLambdaFunctionLive',
        'FleetReleaseAlarm',
        'FleetListener',
        'FleetLogsEndpoint',
      ]),
    );
  });

  test('is scaled by the CPU and the requests of an instance', () => {
    const policies = ofType(fleet, 'AWS::AutoScaling::ScalingPolicy').map(
      ({ Properties: { TargetTrackingConfiguration: target } }) => [
        target.PredefinedMetricSpecification.PredefinedMetricType,
        target.TargetValue,
      ],
    );
    expect(policies).toEqual([
      ['ASGAverageCPUUtilization', 50],
      // 1,000 a second a core, two cores, half on top (npm run capacity).
      ['ALBRequestCountPerTarget', 80_000],
    ]);
  });
});

test('a stage that cannot have a fleet is refused, with the reason', async () => {
  const twoRegions = { home: 'us-east-1', replica: 'us-east-2', witness: 'us-west-2' };
  await expect(packageFleet({}, { twoRegions, edge: 'on' })).rejects.toThrow(
    /twoRegions do not go together[\s\S]*edge/,
  );
}, 120_000);
