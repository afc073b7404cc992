import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';

const Dashboard = z.object({
  widgets: z.array(z.object({ properties: z.object({ metrics: z.optional(z.array(z.array(z.unknown()))) }) })),
});
const dashboard: { Resources: { Dashboard: { Properties: { DashboardBody: { 'Fn::Sub': string } } } } } = createRequire(
  import.meta.url,
)('../../infra/dashboard.cjs');
const body = dashboard.Resources.Dashboard.Properties.DashboardBody['Fn::Sub'];

const shown = z
  .parse(Dashboard, JSON.parse(body))
  .widgets.flatMap(({ properties }) => properties.metrics ?? [])
  .filter(([namespace]) => namespace === 'Streamgate')
  .map(([, metric]) => String(metric));

const templates = ['infra/monitoring.yml', 'infra/alarms-on-aws.yml'].map((file) => readFileSync(file, 'utf8')).join();
const watched = [...templates.matchAll(/Namespace: Streamgate,?\s+MetricName: (\w+)/g)].map(([, metric]) => metric);

/** Where the service counts, and the filter that counts in the access log. */
const counted = ['src/api/decisions.ts', 'src/api/health.ts', 'infra/monitoring.yml']
  .map((file) => readFileSync(file, 'utf8'))
  .join();

test('what the alarms and the dashboard look at is what the service counts', () => {
  expect(shown.length).toBeGreaterThanOrEqual(7);
  expect(watched.length).toBeGreaterThanOrEqual(5);
  for (const metric of new Set([...shown, ...watched])) {
    expect(counted).toMatch(new RegExp(`'${metric}'|MetricNamespace: Streamgate\\s+MetricName: ${metric}`));
  }
});
