import { named, ref, sub, type Template } from '../cloudformation.ts';
import type { Domain } from './domain.ts';

/** One table in two regions, with a witness in a third. */
export interface Regions {
  readonly home: string;
  readonly replica: string;
  readonly witness: string;
  /** Of the service's name in the region `replica`, where it has one of its own. */
  readonly replicaCertificateArn?: string;
}

/**
 * Two regions for one stage (docs/two-regions.md): a stack in each, on one table, under one name.
 * @param regions false for one region
 * @returns the domain as this region's stack serves it
 * @throws Error for what would not hold when a region is lost
 */
export function domainIn(domain: Domain, regions: Regions | false, region: string): Domain {
  if (!regions || !domain.name) return domain;
  if (domain.edge === 'on')
    throw new Error('edge is on: CloudFront would lead to one region only. twoRegions goes without it.');
  if (!domain.zone) throw new Error('twoRegions needs the hostedZoneId of its domainName: Route 53 moves the players.');
  return region === regions.replica ? { ...domain, certificate: regions.replicaCertificateArn ?? '' } : domain;
}

/**
 * Lets Route 53 lead each player to the nearest region whose health check is good, and names apart what is global.
 * @param template changed in place
 */
export function shareName({ Resources }: Template, region: string): void {
  named(Resources, 'Dashboard', 'AWS::CloudWatch::Dashboard').Properties.DashboardName = sub(
    `\${AWS::StackName}-${region}`,
  );
  if (Resources.RecordA === undefined) return;
  const record = named(Resources, 'RecordA', 'AWS::Route53::RecordSet');
  Object.assign(record.Properties, { SetIdentifier: region, Region: region, HealthCheckId: ref('HealthCheck') });
  // By the region's own URL: the shared name would lead the check to the other region when this one is ill.
  named(Resources, 'HttpApi', 'AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint = false;
  const check = named(Resources, 'HealthCheck', 'AWS::Route53::HealthCheck');
  check.Properties.HealthCheckConfig.FullyQualifiedDomainName = sub(
    `\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`,
  );
}
