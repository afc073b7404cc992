import { beforeAll, expect, test } from '@jest/globals';
import { allows, type Statement } from '../support/iam.ts';
import { ofType, packageStage, type Resources } from '../support/packaged.ts';
import { ACCOUNT, readPipeline } from '../support/pipeline.ts';

const { boundary, boundaryArn, resolve } = readPipeline('prod');
let resources: Resources;

beforeAll(async () => {
  resources = await packageStage('prod', { permissionsBoundary: true });
}, 120_000);

/** The text of the expressions that the roles of the stack use. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::GetAtt': attribute, 'Fn::Sub': template } = Object(value);
  if (template !== undefined) return resolve({ 'Fn::Sub': template });
  const group = resources[String(attribute?.[0])];
  if (group?.Type !== 'AWS::Logs::LogGroup') throw new Error(`${JSON.stringify(value)} is no ARN of a log group.`);
  return `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${group.Properties.LogGroupName}:*`;
}

test('every role of the stack has the boundary', () => {
  const roles = ofType(resources, 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(10);
  for (const { id, Properties } of roles) {
    expect({ id, boundary: text(Properties.PermissionsBoundary) }).toEqual({ id, boundary: boundaryArn });
  }
});

test('a role’s rights lie within the boundary, without which its calls would be refused', () => {
  for (const { id, Properties } of ofType(resources, 'AWS::IAM::Role')) {
    const statements: Statement[] = (Properties.Policies ?? []).flatMap(
      (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
    );
    for (const { Action, Resource } of statements) {
      for (const action of [Action].flat()) {
        for (const resource of [Resource].flat().map(text)) {
          const allowed = allows(boundary, { action, resource }, resolve);
          expect({ id, action, resource, allowed }).toEqual({ id, action, resource, allowed: true });
        }
      }
    }
  }
});

test('a role of the stack names actions and resources, never all of them', () => {
  const all = ofType(resources, 'AWS::IAM::Role').flatMap(({ id, Properties }) =>
    (Properties.Policies ?? []).flatMap((policy: { PolicyDocument: { Statement: Statement[] } }) =>
      policy.PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
        [Action]
          .flat()
          .filter((action) => action.includes('*') || (Resource === '*' && !action.startsWith('xray:')))
          .map((action) => `${id}: ${action}`),
      ),
    ),
  );
  expect(all).toEqual([]);
});
