import { readFileSync } from 'node:fs';
import { parse, type ScalarTag } from 'yaml';
import type { Statement } from './iam.ts';

export const ACCOUNT = '123456789012';

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}
interface PipelineTemplate {
  readonly Resources: {
    readonly Boundary: { readonly Properties: Policy & { readonly ManagedPolicyName: unknown } };
    readonly DeployRole: { readonly Properties: { readonly RoleName: unknown; readonly Policies: readonly Policy[] } };
  };
}

const tag = (name: string): ScalarTag => ({
  tag: `!${name}`,
  resolve: (value) => ({ [name === 'Sub' ? 'Fn::Sub' : name]: value }),
});

/** infra/pipeline.yml, filled in for one stage: what its role may do, and the boundary of what it makes. */
export function readPipeline(stage: string) {
  const template: PipelineTemplate = parse(readFileSync('infra/pipeline.yml', 'utf8'), {
    customTags: [tag('Sub'), tag('Ref')],
    logLevel: 'silent',
  });
  const { Boundary, DeployRole } = template.Resources;
  const names: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': 'us-east-1',
    'AWS::AccountId': ACCOUNT,
    'AWS::StackName': `streamgate-pipeline-${stage}`,
    Stage: stage,
    Boundary: `arn:aws:iam::${ACCOUNT}:policy/streamgate-pipeline-${stage}-boundary`,
  };
  const resolve = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const { Ref, 'Fn::Sub': text } = Object(value);
    return Ref === undefined
      ? String(text).replace(/\$\{([\w:]+)\}/g, (_, name) => names[name] ?? '')
      : (names[String(Ref)] ?? '');
  };
  return {
    resolve,
    boundary: Boundary.Properties.PolicyDocument.Statement,
    boundaryArn: names.Boundary ?? '',
    boundaryName: resolve(Boundary.Properties.ManagedPolicyName),
    roleName: resolve(DeployRole.Properties.RoleName),
    statements: DeployRole.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  };
}
