import { expect, test } from '@jest/globals';
import { allows, type Request } from '../support/iam.ts';
import { ACCOUNT, readPipeline } from '../support/pipeline.ts';

const { statements, boundary, boundaryArn, boundaryName, roleName, resolve } = readPipeline('prod');

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const bounded = { 'iam:PermissionsBoundary': boundaryArn };
const may = (request: Request) => allows(statements, request, resolve);

test.each([
  ['take a subscription off the topic', 'sns:Unsubscribe', '*'],
  ['stop a release', 'codedeploy:StopDeployment', '*'],
  ['ask for the concurrency of the account', 'lambda:GetAccountSettings', '*'],
  [
    'release a fleet, whose group has the name of the stage',
    'autoscaling:UpdateAutoScalingGroup',
    `arn:aws:autoscaling:us-east-1:${ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/streamgate-prod-fleet`,
  ],
  ['make the budget of its stage', 'budgets:ModifyBudget', `arn:aws:budgets::${ACCOUNT}:budget/streamgate-prod-daily`],
])('it may %s, for which AWS may know no name of the stage', (_, action, resource) => {
  expect(may({ action, resource })).toBe(true);
});

const OWN = role(roleName);
const FUNCTION_ROLE = role('streamgate-prod-RequestStreamRole-1A2B');
const CODE_DEPLOY = `arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited`;

test.each<[string, Request]>([
  ['give itself rights', { action: 'iam:PutRolePolicy', resource: OWN, keys: bounded }],
  ['attach a policy to itself', { action: 'iam:AttachRolePolicy', resource: OWN, keys: bounded }],
  ['say who may be it', { action: 'iam:UpdateAssumeRolePolicy', resource: OWN }],
  ['widen the boundary', { action: 'iam:CreatePolicyVersion', resource: boundaryArn }],
  [
    'change its own stack',
    {
      action: 'cloudformation:UpdateStack',
      resource: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/streamgate-pipeline-prod/1`,
    },
  ],
  [
    'take the boundary off a role',
    { action: 'iam:DeleteRolePermissionsBoundary', resource: FUNCTION_ROLE, keys: bounded },
  ],
  [
    'put another boundary on a role',
    {
      action: 'iam:PutRolePermissionsBoundary',
      resource: FUNCTION_ROLE,
      keys: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' },
    },
  ],
  ['make a role without a boundary', { action: 'iam:CreateRole', resource: FUNCTION_ROLE }],
  [
    'make a role with another boundary',
    {
      action: 'iam:CreateRole',
      resource: FUNCTION_ROLE,
      keys: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' },
    },
  ],
  ['give rights to a role without a boundary', { action: 'iam:PutRolePolicy', resource: FUNCTION_ROLE }],
  [
    'attach AdministratorAccess',
    {
      action: 'iam:AttachRolePolicy',
      resource: FUNCTION_ROLE,
      keys: { ...bounded, 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' },
    },
  ],
  [
    'pass an administrator’s role to a function',
    {
      action: 'iam:PassRole',
      resource: role('Administrator'),
      keys: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    },
  ],
  [
    'pass a role of its stage to CloudFormation',
    {
      action: 'iam:PassRole',
      resource: FUNCTION_ROLE,
      keys: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
    },
  ],
  ['make a user', { action: 'iam:CreateUser', resource: `arn:aws:iam::${ACCOUNT}:user/streamgate-prod-x` }],
  ['be another role', { action: 'sts:AssumeRole', resource: role('Administrator') }],
  [
    'touch the other stage’s table',
    { action: 'dynamodb:DeleteTable', resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/streamgate-dev` },
  ],
  [
    'touch the other stage’s functions',
    {
      action: 'lambda:UpdateFunctionCode',
      resource: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:streamgate-dev-requestStream`,
    },
  ],
  [
    'touch the other stage’s stack',
    {
      action: 'cloudformation:DeleteStack',
      resource: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/streamgate-dev/1`,
    },
  ],
  [
    'touch the other stage’s roles',
    { action: 'iam:PutRolePolicy', resource: role('streamgate-dev-RequestStreamRole-1A2B'), keys: bounded },
  ],
  [
    'read the other stage’s code',
    { action: 's3:GetObject', resource: 'arn:aws:s3:::streamgate-dev-serverlessdeploymentbucket-1a2b/x' },
  ],
  [
    'touch the other stage’s API, where its tags are known',
    {
      action: 'apigateway:DELETE',
      resource: 'arn:aws:apigateway:us-east-1::/apis/a1b2c3',
      keys: { 'aws:ResourceTag/stage': 'dev' },
    },
  ],
  [
    'silence the other stage’s page',
    {
      action: 'cloudwatch:PutCompositeAlarm',
      resource: `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:streamgate-dev-viewers`,
      keys: { 'aws:ResourceTag/stage': 'dev' },
    },
  ],
  [
    'delete the other stage’s alarms',
    {
      action: 'cloudwatch:DeleteAlarms',
      resource: `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:streamgate-dev-viewers`,
    },
  ],
  [
    'touch a stage whose name begins like its own',
    { action: 'dynamodb:DeleteTable', resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/streamgate-prod2` },
  ],
  ['pass a role of its stage to nobody knows whom', { action: 'iam:PassRole', resource: FUNCTION_ROLE }],
  [
    'read the table’s key by another way than DynamoDB',
    {
      action: 'kms:CreateGrant',
      resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`,
      keys: { 'kms:ViaService': 'ec2.us-east-1.amazonaws.com' },
    },
  ],
])('the pipeline’s role cannot %s', (_, request) => {
  expect(may(request)).toBe(false);
});

test.each<[string, Request]>([
  ['make a role with the boundary', { action: 'iam:CreateRole', resource: FUNCTION_ROLE, keys: bounded }],
  [
    'put the boundary on a role from before',
    { action: 'iam:PutRolePermissionsBoundary', resource: FUNCTION_ROLE, keys: bounded },
  ],
  [
    'give rights to a role within the boundary',
    { action: 'iam:PutRolePolicy', resource: FUNCTION_ROLE, keys: bounded },
  ],
  [
    'attach CodeDeploy’s policy',
    {
      action: 'iam:AttachRolePolicy',
      resource: role('streamgate-prod-ReleaseRole-1'),
      keys: { ...bounded, 'iam:PolicyARN': CODE_DEPLOY },
    },
  ],
  [
    'pass a role of its stage to a function',
    { action: 'iam:PassRole', resource: FUNCTION_ROLE, keys: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
  ],
  [
    'update the stack of its stage',
    {
      action: 'cloudformation:UpdateStack',
      resource: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/streamgate-prod/1`,
    },
  ],
  [
    'update its API',
    {
      action: 'apigateway:PATCH',
      resource: 'arn:aws:apigateway:us-east-1::/apis/a1b2c3',
      keys: { 'aws:ResourceTag/stage': 'prod' },
    },
  ],
  ['make an API', { action: 'apigateway:POST', resource: 'arn:aws:apigateway:us-east-1::/apis' }],
  [
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html: not with a narrower
    // scope
    'make a composite alarm, for which AWS wants the right on all',
    { action: 'cloudwatch:PutCompositeAlarm', resource: '*' },
  ],
  [
    'restore its table',
    {
      action: 'dynamodb:RestoreTableToPointInTime',
      resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/streamgate-prod-restored`,
    },
  ],
])('the pipeline’s role can %s', (_, request) => {
  expect(may(request)).toBe(true);
});

test('whatever a role of the stage is given, the boundary keeps it to the stage’s items', () => {
  const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }] as const;
  const within = (action: string, resource: string) => allows(everything, { action, resource }, resolve, boundary);
  expect(within('dynamodb:UpdateItem', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/streamgate-prod`)).toBe(true);
  expect(within('dynamodb:UpdateItem', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/streamgate-dev`)).toBe(false);
  const key = (service: string) => ({
    action: 'kms:Decrypt',
    resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`,
    keys: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` },
  });
  expect(allows(everything, key('dynamodb'), resolve, boundary)).toBe(true);
  expect(allows(everything, key('s3'), resolve, boundary)).toBe(false);
  expect(within('dynamodb:DeleteTable', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/streamgate-prod`)).toBe(false);
  for (const action of [
    'iam:CreateUser',
    'iam:PutRolePolicy',
    'sts:AssumeRole',
    's3:GetObject',
    'lambda:CreateFunction',
  ]) {
    expect({ action, within: within(action, '*') }).toEqual({ action, within: false });
  }
});

test('the boundary names each action: what a wildcard would let in some day, nobody has looked at', () => {
  const actions = boundary.flatMap(({ Action }) => [Action].flat());
  expect(actions.length).toBeGreaterThan(10);
  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
});

test('the names are those that a stage’s template goes by, and no stage is called like the pipeline', () => {
  expect({ roleName, boundaryName }).toEqual({
    roleName: 'streamgate-pipeline-prod',
    boundaryName: 'streamgate-pipeline-prod-boundary',
  });
});
