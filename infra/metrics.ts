import { cli, ref, sub, type Text } from './cloudformation.ts';

/** A metric as alarms and the dashboard name it. CloudFormation fills in what is referred to. */
export type Metric = readonly [namespace: Text, name: string, dimensions: Readonly<Record<string, Text>>];

/** Each way in which a stream is started. */
export const STARTS = {
  StreamAdmitted: 'admitted',
  StreamReclaimed: 'admitted, in place of expired ones',
  StreamReplaced: 'admitted, in place of live ones',
  UserEnrolled: 'admitted, of new users',
};

/** What the service counts. */
export const service = (name: string): Metric => ['Streamgate', name, { service: ref('AWS::StackName') }];

/** How many requests of a player's route got an answer of this status: counted in the access log (monitoring.yml). */
export const answered = (status: number, key: string): Metric => [
  sub(`Streamgate/\${AWS::StackName}`),
  `Answered${status}`,
  { route: key },
];

/** Of the API as a whole. */
export const api = (name: string): Metric => ['AWS/ApiGateway', name, { ApiId: ref('HttpApi') }];

/** Of one route, such as `POST /requeststream`: what the stage's detailed metrics are for. */
export function route(name: string, key: string): Metric {
  const [method = '', path = ''] = key.split(' ');
  return ['AWS/ApiGateway', name, { ApiId: ref('HttpApi'), Stage: '$default', Method: method, Resource: path }];
}

/** The table that the functions work on: another than the stack's own after a restore. */
export const SERVED_TABLE = cli('self:custom.settings.SERVED_TABLE');

/** Of that table, or of an index or an operation of it. */
export const table = (name: string, dimensions: Readonly<Record<string, Text>> = {}): Metric => [
  'AWS/DynamoDB',
  name,
  { TableName: SERVED_TABLE, ...dimensions },
];

export const dimensionsOf = (values: Readonly<Record<string, Text>>) =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
