/** How alarms and dashboard name a metric: namespace, name, dimensions. CloudFormation fills in what is referred to. */
const ref = (id) => ({ Ref: id });

const PLAYER_ROUTES = ['POST /requeststream', 'POST /renewstream', 'POST /stopstream'];
const PLAYER_FUNCTIONS = ['RequestStream', 'RenewStream', 'StopStream'];

/** Each way in which a stream is started. */
const STARTS = {
  StreamAdmitted: 'admitted',
  StreamReclaimed: 'admitted, in place of expired ones',
  StreamReplaced: 'admitted, in place of live ones',
  UserEnrolled: 'admitted, of new users',
};

/** What the service counts. */
const service = (name) => ['Streamgate', name, { service: ref('AWS::StackName') }];

/** How many requests of players got an answer of this status: counted in the access log (monitoring.yml). */
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const answered = (status) => [{ 'Fn::Sub': 'Streamgate/${AWS::StackName}' }, `Answered${status}`, {}];

/** Of the API as a whole. */
const api = (name) => ['AWS/ApiGateway', name, { ApiId: ref('HttpApi') }];

/** Of one route, such as `POST /requeststream`: what the stage's detailed metrics are for. */
const route = (name, key) => {
  const [method, path] = key.split(' ');
  return ['AWS/ApiGateway', name, { ApiId: ref('HttpApi'), Stage: '$default', Method: method, Resource: path }];
};

const dimensions = (values) => Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

/** A metric in an alarm, for its expression. The alarm adds the period. */
const metric = (id, [namespace, name, values], stat = 'Sum') => ({
  Id: id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: namespace, MetricName: name, Dimensions: dimensions(values) }, Stat: stat },
});

/** What an alarm goes by. */
const expression = (id, label, text) => ({ Id: id, Label: label, Expression: text, ReturnData: true });

/** The table that the functions work on: another than the stack's own after a restore. The Serverless CLI fills it in. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: as said
const SERVED_TABLE = '${self:custom.settings.SERVED_TABLE}';

module.exports = {
  answered,
  api,
  dimensions,
  expression,
  metric,
  PLAYER_FUNCTIONS,
  PLAYER_ROUTES,
  STARTS,
  ref,
  route,
  SERVED_TABLE,
  service,
};
