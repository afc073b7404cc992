import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteRolePermissionsBoundaryCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { Statement } from '../../infra/roles.ts';
import { until } from '../support/until.ts';

/** The stack that is deployed into the emulated account. */
export const STACK = 'streamgate-emulated';
const policy = { PolicyName: 'function' } as const;

/** Alarms of the deployed stack that act, those who are paged, and the role of the function that responds. */
export async function openAlarms() {
  const cloudWatch = new CloudWatchClient({});
  const iam = new IAMClient({});
  const { StackResources = [] } = await new CloudFormationClient({}).send(
    new DescribeStackResourcesCommand({ StackName: STACK }),
  );
  const resource = (id: string) =>
    StackResources.find(({ LogicalResourceId }) => LogicalResourceId === id)?.PhysicalResourceId ?? '';
  const role = { RoleName: resource('RespondRole') };
  const pager = await openPager(resource('AlarmTopic'));

  /** @returns the rights of the function's role, as JSON */
  const rights = async (): Promise<string> => {
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ ...role, ...policy }));
    return decodeURIComponent(PolicyDocument);
  };
  const setRights = (PolicyDocument: string) =>
    iam.send(new PutRolePolicyCommand({ ...role, ...policy, PolicyDocument }));

  return {
    resource,
    /** @param name the end of its name, after the stack's */
    make: (name: string) =>
      cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: `${STACK}-${name}`,
          AlarmActions: [resource('ResponseTopic')],
          Namespace: 'Tests',
          MetricName: name,
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      ),
    fire: async (name: string) => {
      for (const StateValue of ['OK', 'ALARM'] as const) {
        await cloudWatch.send(
          new SetAlarmStateCommand({ AlarmName: `${STACK}-${name}`, StateValue, StateReason: 'a test' }),
        );
      }
    },
    /** Gives the role more rights, and takes its boundary away, which the tests of the API go through. */
    allow: async (statements: readonly Statement[]) => {
      await iam.send(new DeleteRolePermissionsBoundaryCommand(role));
      const { Statement, ...document } = JSON.parse(await rights());
      await setRights(JSON.stringify({ ...document, Statement: [...Statement, ...statements] }));
    },
    /** Takes an action from the role for as long as `work` takes. */
    without: async (action: string, work: () => Promise<unknown>) => {
      const document = await rights();
      if (!document.includes(`"${action}"`)) throw new Error(`The role has no ${action}.`);
      await setRights(document.replaceAll(`"${action}"`, '"sns:ListTopics"'));
      await work().finally(() => setRights(document));
    },
    /** @returns what those who are paged are told next */
    announcement: async (after: () => Promise<unknown>): Promise<string> => {
      const before = pager.announced.length;
      await after();
      const [next = ''] = await until(
        async () => pager.announced.slice(before),
        (since) => since.length > 0,
        20_000,
      );
      return next;
    },
    close: pager.close,
  };
}

export type Alarms = Awaited<ReturnType<typeof openAlarms>>;

/** Stands for who is paged: an HTTP subscriber of the topic. */
async function openPager(TopicArn: string) {
  const sns = new SNSClient({});
  const announced: string[] = [];
  let confirmed = false;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { Type, Subject, Message, Token } = JSON.parse(body);
    response.end();
    if (Type === 'Notification') announced.push(`${Subject}: ${Message}`);
    else await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    confirmed = true;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: `http://127.0.0.1:${port}/` }));
  await until(async () => confirmed, Boolean);
  return { announced, close: () => void server.close() };
}
