import { ACCESS, type FunctionName } from '../src/http/access.ts';
import { arn, attribute, cli, named, type Resources, ref, type Text } from './cloudformation.ts';
import { idOf, STACK, TRIED } from './functions.ts';

/**
 * What each function may do with the table: exactly the calls that it makes, which tests/table/roles.test.ts holds
 * against the code. UpdateItem and PutItem return the item of a refused condition themselves; GetItem is for the user
 * who is not there, of whom nothing can be returned.
 */
const TABLE_ACTIONS: Readonly<
  Record<FunctionName | 'console' | 'docs' | 'releaseCheck' | 'respond', readonly string[]>
> = {
  requestStream: ['UpdateItem', 'GetItem'],
  renewStream: ['UpdateItem', 'GetItem'],
  stopStream: ['UpdateItem', 'GetItem'],
  revokeStreams: ['UpdateItem', 'GetItem'],
  getStreams: ['GetItem'],
  createUser: ['PutItem', 'GetItem', 'UpdateItem'],
  getUser: ['GetItem'],
  updateUser: ['UpdateItem', 'GetItem'],
  removeUser: ['DeleteItem', 'GetItem', 'UpdateItem'],
  getAllUsers: ['Scan', 'BatchGetItem'],
  health: ['GetItem'],
  console: [],
  docs: [],
  releaseCheck: [],
  respond: [],
};

/** The same for the index of plans. */
const INDEX_ACTIONS: Readonly<Record<string, readonly string[]>> = { getAllUsers: ['Query'] };

/** What some may do besides: the hook of a release (docs/releasing.md), and what alarms call (src/respond). */
const OTHERS: Readonly<Record<string, () => readonly Statement[]>> = {
  releaseCheck: () => [
    allow(
      'lambda',
      ['InvokeFunction'],
      TRIED.flatMap((name) => {
        const fn = `function:${STACK}-${name}`;
        return [arn('lambda', fn), arn('lambda', `${fn}:*`)];
      }),
    ),
    allow('codedeploy', ['PutLifecycleEventHookExecutionStatus'], arn('codedeploy', `deploymentgroup:${STACK}-*`)),
  ],
  // It raises the warm throughput of table and index, keeps the time in a tag, and tells those who are paged.
  respond: () => [
    allow(
      'dynamodb',
      ['DescribeTable', 'UpdateTable', 'ListTagsOfResource', 'TagResource'],
      cli('self:custom.tables.arns'),
    ),
    allow('sns', ['Publish'], arn('sns', `${STACK}-AlarmTopic-*`)),
  ],
};

export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  /** CloudFormation's, or the CLI's. */
  readonly Resource: Text | readonly unknown[];
}

const allow = (service: string, actions: readonly string[], resource: Text | readonly Text[]): Statement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `${service}:${action}`),
  Resource: resource,
});

const ifAny = (actions: readonly string[], resource: string) =>
  actions.length === 0 ? [] : [allow('dynamodb', actions, resource)];

const statements = (name: string, actions: readonly string[]): readonly Statement[] => [
  // The Arn of a log group stands for its streams: it ends in `:*`. Nothing may make groups, as the stack makes them.
  allow('logs', ['CreateLogStream', 'PutLogEvents'], attribute(`${idOf(name)}LogGroup`, 'Arn')),
  // X-Ray knows no narrower resource for these two:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
  allow('xray', ['PutTraceSegments', 'PutTelemetryRecords'], '*'),
  ...ifAny(actions, cli('self:custom.tables.arns')),
  ...ifAny(INDEX_ACTIONS[name] ?? [], cli('self:custom.tables.indexArns')),
  ...(OTHERS[name]?.() ?? []),
];

const role = (name: string, actions: readonly string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: `Streamgate: what the function ${name} may do`,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      { PolicyName: 'function', PolicyDocument: { Version: '2012-10-17', Statement: statements(name, actions) } },
    ],
  },
});

/** One role a function, named `<Function>Role`: serverless.yml gives it to the function of that name. */
export const roles = {
  Resources: Object.fromEntries(
    Object.entries(TABLE_ACTIONS).map(([name, actions]) => [`${idOf(name)}Role`, role(name, actions)]),
  ),
};

/** What the functions of the API may do with the table, all together: the process of an instance is all of them. */
export function serverRights(
  tables: { readonly arns: readonly unknown[]; readonly indexArns: readonly unknown[] },
  secret: string | undefined,
): readonly Statement[] {
  const all = (actions: Readonly<Record<string, readonly string[]>>) => [
    ...new Set(Object.keys(ACCESS).flatMap((name) => actions[name] ?? [])),
  ];
  const on = (service: string, actions: readonly string[], Resource: Statement['Resource']): Statement => ({
    Effect: 'Allow',
    Action: actions.map((action) => `${service}:${action}`),
    Resource,
  });
  return [
    on('dynamodb', all(TABLE_ACTIONS), tables.arns),
    on('dynamodb', all(INDEX_ACTIONS), tables.indexArns),
    // AWS adds six characters to the name of a secret.
    ...(secret === undefined
      ? []
      : [on('secretsmanager', ['GetSecretValue'], arn('secretsmanager', `secret:${secret}-??????`))]),
  ];
}

const GROUP_ARN = `autoScalingGroup:*:autoScalingGroupName/\${AWS::StackName}-fleet`;

/** What the function that responds may do to a fleet: raise the most of its group, and cancel a release. */
export const fleetResponseRights: readonly Statement[] = [
  // Auto Scaling knows no narrower resource for it.
  allow('autoscaling', ['DescribeAutoScalingGroups'], '*'),
  allow('autoscaling', ['UpdateAutoScalingGroup', 'CreateOrUpdateTags'], arn('autoscaling', GROUP_ARN)),
  allow('cloudformation', ['DescribeStacks', 'CancelUpdateStack'], ref('AWS::StackId')),
];

/** @param resources of the template; changed in place */
export function addStatements(resources: Resources, name: string, statements: readonly Statement[]): void {
  for (const { PolicyDocument } of named(resources, `${idOf(name)}Role`, 'AWS::IAM::Role').Properties.Policies ?? []) {
    PolicyDocument.Statement.push(...statements);
  }
}
