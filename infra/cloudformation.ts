/** What CloudFormation fills in. */
export interface Ref {
  readonly Ref: string;
}
export interface Sub {
  readonly 'Fn::Sub': string;
}
export interface Attribute {
  readonly 'Fn::GetAtt': readonly [id: string, name: string];
}
/** A text, or what becomes one. */
export type Text = string | Ref | Sub | Attribute;

export const ref = (id: string): Ref => ({ Ref: id });
export const sub = (text: string): Sub => ({ 'Fn::Sub': text });
export const attribute = (id: string, name: string): Attribute => ({ 'Fn::GetAtt': [id, name] });

/** A variable that the Serverless CLI fills in, such as `param:latencyAlarmMs`. */
export const cli = (variable: string): string => `\${${variable}}`;

/** An ARN of this account and region. */
export const arn = (service: string, resource: string): Sub =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

/** A resource of a template. */
export interface Resource<Properties extends object = object> {
  readonly Type: string;
  Properties: Properties;
  DependsOn?: string | readonly string[];
  UpdatePolicy?: {
    CodeDeployLambdaAliasUpdate?: { BeforeAllowTrafficHook?: Ref };
    AutoScalingRollingUpdate?: object;
    AutoScalingScheduledAction?: object;
  };
  CreationPolicy?: object;
  Metadata?: object;
}
export type Resources = Record<string, Resource>;
export interface Template {
  readonly Resources: Resources;
  readonly Outputs: Record<string, object>;
}

interface PolicyDocument {
  readonly Version: string;
  readonly Statement: object[];
}

/** What the CLI makes, as far as the plugin reads or changes it. */
interface Kinds {
  'AWS::ApiGatewayV2::Api': { DisableExecuteApiEndpoint?: boolean };
  'AWS::ApiGatewayV2::Integration': { IntegrationUri?: Text };
  'AWS::ApiGatewayV2::Route': { RouteKey: string; AuthorizerId?: Text };
  'AWS::ApiGatewayV2::Stage': { RouteSettings?: object };
  'AWS::CloudWatch::Dashboard': { DashboardName: Text };
  'AWS::CodeDeploy::DeploymentGroup': { DeploymentConfigName: string; AlarmConfiguration: object };
  'AWS::IAM::Role': {
    PermissionsBoundary?: Text;
    Policies?: { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
  };
  'AWS::Lambda::Alias': {
    FunctionName: Ref;
    FunctionVersion: Text;
    Name: string;
    ProvisionedConcurrencyConfig?: object;
  };
  'AWS::Lambda::Function': { Environment: { Variables: Record<string, Text> } };
  'AWS::Lambda::Permission': { FunctionName?: Text };
  'AWS::Lambda::Version': { FunctionName: Ref };
  'AWS::Route53::HealthCheck': { HealthCheckConfig: { FullyQualifiedDomainName: Text } };
  'AWS::Route53::RecordSet': { SetIdentifier?: string; Region?: string; HealthCheckId?: Ref; Weight?: number };
}
type Kind = keyof Kinds;

const is = <K extends Kind>(type: K, resource: Resource | undefined): resource is Resource<Kinds[K]> =>
  resource?.Type === type;

/** The resources of one type, by their logical ids. */
export function ofType<K extends Kind>(resources: Resources, type: K): [id: string, Resource<Kinds[K]>][] {
  const found: [string, Resource<Kinds[K]>][] = [];
  for (const [id, resource] of Object.entries(resources)) if (is(type, resource)) found.push([id, resource]);
  return found;
}

/**
 * @throws Error if there is none of this id and type: the CLI names what it makes in another way than this file expects
 */
export function named<K extends Kind>(resources: Resources, id: string, type: K): Resource<Kinds[K]> {
  const resource = resources[id];
  if (!is(type, resource)) throw new Error(`The template has no ${type} named ${id}.`);
  return resource;
}
