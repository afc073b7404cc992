/**
 * Two regions for one stage (docs/two-regions.md): a stack in each, on one table, under one name.
 * @param domain as serveDomain takes it
 * @param regions `home`, `replica`, `witness`, and `replicaCertificateArn`, where the service has a name of its own; false for one region
 * @returns the domain as this region's stack serves it
 * @throws Error for what would not hold when a region is lost
 */
function domainIn(domain, regions, region) {
  if (!regions || !domain.name) return domain;
  if (domain.edge === 'on')
    throw new Error('edge is on: CloudFront would lead to one region only. twoRegions goes without it.');
  if (!domain.zone) throw new Error('twoRegions needs the hostedZoneId of its domainName: Route 53 moves the players.');
  return region === regions.replica ? { ...domain, certificate: regions.replicaCertificateArn } : domain;
}

/**
 * Lets Route 53 lead each player to the nearest region whose health check is good, and names apart what is global.
 * @param template changed in place
 */
function shareName({ Resources }, region) {
  const { HealthCheck, HttpApi, RecordA, Dashboard } = Resources;
  Dashboard.Properties.DashboardName = { 'Fn::Sub': `\${AWS::StackName}-${region}` };
  if (RecordA === undefined) return;
  Object.assign(RecordA.Properties, { SetIdentifier: region, Region: region, HealthCheckId: { Ref: 'HealthCheck' } });
  // By the region's own URL: the shared name would lead the check to the other region when this one is ill.
  HttpApi.Properties.DisableExecuteApiEndpoint = false;
  HealthCheck.Properties.HealthCheckConfig.FullyQualifiedDomainName = {
    'Fn::Sub': `\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`,
  };
}

module.exports = { domainIn, shareName };
