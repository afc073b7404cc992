import { beforeAll, expect, test } from '@jest/globals';
import { allows, type Statement } from '../support/iam.ts';
import { ofType, packageStage, type Resources } from '../support/packaged.ts';
import { readPipeline } from '../support/pipeline.ts';

const SECRET = 'streamgate-prod-pass-keys';
const ON = { PASSES: 'on', PASS_KEYS: SECRET, PASS_PATH: '/live/{stream}/' };
let on: Resources;
let off: Resources;

beforeAll(async () => {
  on = await packageStage('prod', ON);
  off = await packageStage('prod');
}, 240_000);

const readers = (resources: Resources) =>
  ofType(resources, 'AWS::IAM::Role')
    .filter(({ Properties }) => JSON.stringify(Properties).includes('secretsmanager'))
    .map(({ id }) => id);

test('with passes on, only the two functions that sign may read the secret; off, none may', () => {
  expect(readers(on)).toEqual(['RequestStreamRole', 'RenewStreamRole']);
  expect(readers(off)).toEqual([]);
  for (const id of readers(on)) {
    const statements: Statement[] = on[id]?.Properties.Policies.at(-1).PolicyDocument.Statement;
    expect(statements).toHaveLength(1);
    const { boundary, resolve } = readPipeline('prod');
    const arn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${SECRET}-Ab12Cd`;
    const asked = { action: 'secretsmanager:GetSecretValue', resource: arn };
    expect(JSON.stringify(statements)).toContain(`secret:${SECRET}-??????`);
    expect(allows(boundary, { ...asked, resource: resolve({ 'Fn::Sub': arn }) }, resolve)).toBe(true);
  }
});

test('with passes on, the functions get the setting', () => {
  for (const { Properties } of ofType(on, 'AWS::Lambda::Function').filter(({ id }) =>
    /^(Request|Renew)Stream/.test(id),
  )) {
    expect(Properties.Environment.Variables).toMatchObject(ON);
  }
});
