import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packageStage, type Resources } from '../support/packaged.ts';

const SETTINGS = {
  domainName: 'streams.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/home',
  hostedZoneId: 'Z123',
  twoRegions: {
    home: 'us-east-1',
    replica: 'us-east-2',
    witness: 'us-west-2',
    replicaCertificateArn: 'arn:aws:acm:us-east-2:123456789012:certificate/replica',
  },
};
const before = process.env.AWS_REGION;
let home: Resources;
let replica: Resources;

function packageIn(region: string, settings: object = SETTINGS): Promise<Resources> {
  process.env.AWS_REGION = region;
  return packageStage('prod', { ...settings });
}

beforeAll(async () => {
  [home, replica] = [await packageIn('us-east-1'), await packageIn('us-east-2')];
}, 180_000);
afterAll(() => {
  if (before === undefined) delete process.env.AWS_REGION;
  else process.env.AWS_REGION = before;
});

test('the home stack makes one table for both regions, whose conditions hold across them', () => {
  expect(home.UsersTable).toMatchObject({
    Type: 'AWS::DynamoDB::GlobalTable',
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      TableName: 'streamgate-prod',
      MultiRegionConsistency: 'STRONG',
      GlobalTableWitnesses: [{ Region: 'us-west-2' }],
      Replicas: ['us-east-1', 'us-east-2'].map((Region) => ({
        Region,
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      })),
    },
  });
  expect(home.UsersTable?.Properties).not.toHaveProperty('DeletionProtectionEnabled');
  expect(replica.UsersTable).toBeUndefined();
});

test('the functions of both use the table of that name in their own region', () => {
  for (const stack of [home, replica]) {
    expect(stack.RequestStreamLambdaFunction?.Properties.Environment.Variables.TABLE_NAME).toBe('streamgate-prod');
    expect(JSON.stringify(stack.RequestStreamRole)).toContain(
      `\${AWS::Region}:\${AWS::AccountId}:table/streamgate-prod`,
    );
  }
});

test('Route 53 leads to each region by its own health check', () => {
  for (const [region, stack] of [
    ['us-east-1', home],
    ['us-east-2', replica],
  ] as const) {
    expect(stack.RecordA?.Properties).toMatchObject({
      Name: 'streams.example.com',
      SetIdentifier: region,
      Region: region,
      HealthCheckId: { Ref: 'HealthCheck' },
    });
    expect(stack.HealthCheck?.Properties.HealthCheckConfig.FullyQualifiedDomainName).toEqual({
      'Fn::Sub': `\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`,
    });
    expect(stack.HttpApi?.Properties.DisableExecuteApiEndpoint).toBe(false);
    expect(stack.Dashboard?.Properties.DashboardName).toEqual({ 'Fn::Sub': `\${AWS::StackName}-${region}` });
  }
  expect(replica.Domain?.Properties.DomainNameConfigurations[0].CertificateArn).toContain('replica');
});

test('a third region, and CloudFront in front of one of the two, are refused', async () => {
  await expect(packageIn('eu-west-1')).rejects.toThrow();
  await expect(packageIn('us-east-1', { ...SETTINGS, edge: 'on' })).rejects.toThrow();
}, 180_000);
