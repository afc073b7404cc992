import { beforeAll, expect, test } from '@jest/globals';
import { OPEN_ROUTES } from '../support/access.ts';
import { ofType, packageStage, type Resources } from '../support/packaged.ts';

const stages: Record<string, Resources> = {};

beforeAll(async () => {
  [stages.dev, stages.prod, stages.open] = await Promise.all([
    packageStage('dev', { CONSOLE: 'on' }),
    packageStage('prod'),
    packageStage('prod', { AUTH: 'none', DOCS: 'on' }),
  ]);
}, 180_000);

const STAGES = ['dev', 'prod', 'open'] as const;
const resources = (stage: string) => stages[stage] ?? {};
const routesOf = (stage: string) =>
  ofType(resources(stage), 'AWS::ApiGatewayV2::Route').map(({ id, Properties }) => ({
    id,
    key: String(Properties.RouteKey),
    integration: String(Properties.Target['Fn::Join'][1][1].Ref),
  }));

test.each(STAGES)('%s: each route leads to the alias live of its function', (stage) => {
  const aliases = ofType(resources(stage), 'AWS::Lambda::Alias');
  expect(routesOf(stage).length).toBeGreaterThan(8);
  for (const { key, integration } of routesOf(stage)) {
    const alias = aliases.find(({ id }) => id === resources(stage)[integration]?.Properties.IntegrationUri.Ref);
    expect({ key, alias: alias?.Properties.Name }).toEqual({ key, alias: 'live' });
  }
});

test.each(STAGES)('%s: each route that is open to everybody has a throttle of its own, and no other has', (stage) => {
  const { HttpApiStage } = resources(stage);
  const settings = HttpApiStage?.Properties.RouteSettings;
  const open = routesOf(stage).filter(({ key }) => OPEN_ROUTES.includes(key) || key.startsWith('GET /console.'));
  expect(Object.keys(settings).sort()).toEqual(open.map(({ key }) => key).sort());
  for (const { ThrottlingRateLimit, ThrottlingBurstLimit } of Object.values<Record<string, number>>(settings)) {
    expect(ThrottlingRateLimit).toBeLessThanOrEqual(20);
    expect(ThrottlingBurstLimit).toBeLessThanOrEqual(40);
  }
  for (const { id } of open) expect(HttpApiStage?.DependsOn).toContain(id);
});

test('prod has no page for people, unless its file turns one on', () => {
  const open = (stage: string) => routesOf(stage).filter(({ key }) => OPEN_ROUTES.includes(key));
  expect(open('prod').map(({ key }) => key)).toEqual(['GET /health']);
  expect(open('open').map(({ key }) => key)).toContain('GET /docs/docs.js');
  expect(open('dev').map(({ key }) => key)).toContain('GET /');
});
