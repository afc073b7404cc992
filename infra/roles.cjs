/**
 * What each function may do with the table: exactly the calls that it makes, which tests/table/roles.test.ts holds against
 * the code. UpdateItem and PutItem return the item of a refused condition themselves; GetItem is for the user who is not there,
 * of whom nothing can be returned.
 */
const TABLE_ACTIONS = {
  requestStream: ['UpdateItem', 'GetItem'],
  renewStream: ['UpdateItem', 'GetItem'],
  stopStream: ['UpdateItem', 'GetItem'],
  revokeStreams: ['UpdateItem', 'GetItem'],
  getStreams: ['GetItem'],
  createUser: ['PutItem', 'GetItem'],
  getUser: ['GetItem'],
  removeUser: ['DeleteItem'],
  getAllUsers: ['Scan', 'BatchGetItem'],
  health: ['GetItem'],
  console: [],
  docs: [],
  releaseCheck: [],
};

/** The same for the index of plans. */
const INDEX_ACTIONS = { getAllUsers: ['Query'] };

/** Whom it tries before a release, and whom it tells (docs/releasing.md). */
const TRIED = ['createUser', 'requestStream', 'renewStream', 'stopStream', 'removeUser'];
/** A variable that the Serverless CLI fills in. */
const cli = (variable) => `\${${variable}}`;
const STACK = `${cli('self:service')}-${cli('sls:stage')}`;
const arnOf = (service, resource) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});
const OTHERS = {
  releaseCheck: () => [
    allow(
      'lambda',
      ['InvokeFunction'],
      TRIED.flatMap((name) => {
        const fn = `function:${STACK}-${name}`;
        return [arnOf('lambda', fn), arnOf('lambda', `${fn}:*`)];
      }),
    ),
    allow('codedeploy', ['PutLifecycleEventHookExecutionStatus'], arnOf('codedeploy', `deploymentgroup:${STACK}-*`)),
  ],
};

const pascal = (name) => name[0].toUpperCase() + name.slice(1);

const allow = (service, actions, resource) => ({
  Effect: 'Allow',
  Action: actions.map((action) => `${service}:${action}`),
  Resource: resource,
});

const statements = (name, actions) => [
  // The Arn of a log group stands for its streams: it ends in `:*`. Nothing may make groups, as the stack makes them.
  allow('logs', ['CreateLogStream', 'PutLogEvents'], { 'Fn::GetAtt': [`${pascal(name)}LogGroup`, 'Arn'] }),
  // X-Ray knows no narrower resource for these two:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
  allow('xray', ['PutTraceSegments', 'PutTelemetryRecords'], '*'),
  ...(actions.length === 0 ? [] : [allow('dynamodb', actions, cli('self:custom.tables.arns'))]),
  ...(name in INDEX_ACTIONS ? [allow('dynamodb', INDEX_ACTIONS[name], cli('self:custom.tables.indexArns'))] : []),
  ...(OTHERS[name]?.() ?? []),
];

const role = (name, actions) => ({
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
const Resources = Object.fromEntries(
  Object.entries(TABLE_ACTIONS).map(([name, actions]) => [`${pascal(name)}Role`, role(name, actions)]),
);

module.exports = { Resources };
