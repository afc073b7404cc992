import { readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ScriptError } from '../../scripts/support/run.ts';

const ACCOUNT = '000000000000';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const trusts = (Principal: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });

/** The code of functions that nobody calls. */
const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);

/** How clients of the SDK meet the emulated account. */
export interface Account {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** Makes the pipelines of two stages, as an administrator would, and a role that their pipelines must not reach. */
export async function makePipelines(root: Account, stages: readonly string[]): Promise<void> {
  const client = new CloudFormationClient(root);
  for (const Stage of stages) {
    const StackName = `streamgate-pipeline-${Stage}`;
    await client.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: readFileSync('infra/pipeline.yml', 'utf8'),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: Object.entries({ Stage, Repository: 'example/streamgate' }).map(
          ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
        ),
      }),
    );
    await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { StackName });
  }
  const iam = new IAMClient(root);
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'Administrator',
      AssumeRolePolicyDocument: trusts({ Service: 'lambda.amazonaws.com' }),
    }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'Administrator', PolicyArn: ADMINISTRATOR }));
}

/**
 * Becomes the role of a stage's pipeline, with a token as GitHub's for that environment. MiniStack does not check a
 * signature.
 * @throws AccessDenied if the role does not trust it
 */
export async function beRole(root: Account, stage: string, environment: string): Promise<Account> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    aud: 'sts.amazonaws.com',
    sub: `repo:example/streamgate:environment:${environment}`,
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const { Credentials } = await new STSClient(root).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/streamgate-pipeline-${stage}`,
      RoleSessionName: 'deploy',
      WebIdentityToken: [part({ alg: 'RS256' }), part(claims), 'signature'].join('.'),
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return {
    ...root,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  };
}

/**
 * MiniStack's CloudFormation leaves the boundary of a role out: it is put there, so that the functions work within it.
 */
export async function bindRoles(root: Account, stage: string): Promise<number> {
  const iam = new IAMClient(root);
  const { Roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
  const own = Roles.flatMap(({ RoleName }) => (RoleName?.startsWith(`streamgate-${stage}-`) ? [RoleName] : []));
  for (const RoleName of own) {
    const PermissionsBoundary = `arn:aws:iam::${ACCOUNT}:policy/streamgate-pipeline-${stage}-boundary`;
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
  }
  return own.length;
}

/**
 * Tries, as the role of a stage's pipeline, what would make it more than that, or touch the other stage.
 * @throws ScriptError with all that was let through
 */
export async function tryEscalations(root: Account, stage: string, other: string): Promise<void> {
  const role = await beRole(root, stage, stage);
  const iam = new IAMClient(role);
  const own = `streamgate-pipeline-${stage}`;
  const { Roles = [] } = await new IAMClient(root).send(new ListRolesCommand({ MaxItems: 1000 }));
  const FUNCTION = Roles.find(({ RoleName }) => RoleName?.startsWith(`streamgate-${stage}-`))?.RoleName ?? '';
  const NEW = `streamgate-${stage}-new`;
  const attempts: Record<string, () => Promise<unknown>> = {
    'give itself * on *': () =>
      iam.send(new PutRolePolicyCommand({ RoleName: own, PolicyName: 'x', PolicyDocument: EVERYTHING })),
    'attach AdministratorAccess to itself': () =>
      iam.send(new AttachRolePolicyCommand({ RoleName: own, PolicyArn: ADMINISTRATOR })),
    'let others be it': () =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: own, PolicyDocument: trusts({ AWS: '*' }) })),
    'widen the boundary': () =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/${own}-boundary`,
          PolicyDocument: EVERYTHING,
          SetAsDefault: true,
        }),
      ),
    'take the boundary off a role': () => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: FUNCTION })),
    'put another boundary on a role': () =>
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: FUNCTION, PermissionsBoundary: ADMINISTRATOR })),
    'make a role without a boundary': () =>
      iam.send(new CreateRoleCommand({ RoleName: NEW, AssumeRolePolicyDocument: trusts({ AWS: '*' }) })),
    'attach AdministratorAccess to a role of the stage': () =>
      iam.send(new AttachRolePolicyCommand({ RoleName: FUNCTION, PolicyArn: ADMINISTRATOR })),
    'make a function of another name, with an administrator’s role': () =>
      new LambdaClient(role).send(
        new CreateFunctionCommand({
          FunctionName: 'x',
          Role: `arn:aws:iam::${ACCOUNT}:role/Administrator`,
          Runtime: 'nodejs24.x',
          Handler: 'x.x',
          Code: { ZipFile: EMPTY_ZIP },
        }),
      ),
    'change the code of the other stage’s functions': () =>
      new LambdaClient(role).send(
        new UpdateFunctionCodeCommand({ FunctionName: `streamgate-${other}-requestStream`, ZipFile: EMPTY_ZIP }),
      ),
    'make a user': () => iam.send(new CreateUserCommand({ UserName: `streamgate-${stage}-x` })),
    'be an administrator': () =>
      new STSClient(role).send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/Administrator`, RoleSessionName: 'x' }),
      ),
    'silence the other stage’s alarms': () =>
      new CloudWatchClient(role).send(new DeleteAlarmsCommand({ AlarmNames: [`streamgate-${other}-health`] })),
    'delete the other stage’s table': () =>
      new DynamoDBClient(role).send(new DeleteTableCommand({ TableName: `streamgate-${other}` })),
    'update the other stage’s stack': () =>
      new CloudFormationClient(role).send(
        new UpdateStackCommand({ StackName: `streamgate-${other}`, UsePreviousTemplate: true }),
      ),
    'update its own stack': () =>
      new CloudFormationClient(role).send(new UpdateStackCommand({ StackName: own, UsePreviousTemplate: true })),
    'be the other stage’s role': () => beRole(root, other, stage),
  };
  const through: string[] = [];
  for (const [name, attempt] of Object.entries(attempts)) {
    const refused = await attempt().then(
      () => 'it was done',
      (error: Error) => (/AccessDenied/.test(error.name) ? undefined : `${error.name}: ${error.message}`),
    );
    if (refused !== undefined) through.push(`${name}: ${refused}`);
  }
  if (through.length > 0) throw new ScriptError(`The pipeline's role was not refused:\n${through.join('\n')}`);
}
