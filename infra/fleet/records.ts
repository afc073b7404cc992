import { attribute, named, type Resources, ref } from '../cloudformation.ts';

/** The records of one name, as scripts/shift looks for them. */
export const SETS = { api: 'api', fleet: 'fleet' } as const;

/**
 * Two records of one name: each has its share of the players. While no instance is well, Route 53 answers with the
 * other, whatever its weight, and without anybody's doing. So `share: 100` is a fleet that falls over to Lambda.
 * @param resources of the template, which has the record of the API; changed in place
 */
export function leadToFleet(resources: Resources, share: number): void {
  const { Properties } = named(resources, 'RecordA', 'AWS::Route53::RecordSet');
  resources.RecordFleetA = {
    Type: 'AWS::Route53::RecordSet',
    // Route 53 takes no record with a weight while there is one without.
    DependsOn: 'RecordA',
    Properties: {
      ...Properties,
      SetIdentifier: SETS.fleet,
      Weight: share,
      AliasTarget: {
        DNSName: attribute('FleetBalancer', 'DNSName'),
        HostedZoneId: attribute('FleetBalancer', 'CanonicalHostedZoneID'),
        EvaluateTargetHealth: true,
      },
    },
  };
  Object.assign(Properties, { SetIdentifier: SETS.api, Weight: 100 - share });
}

/** @returns the outputs of a fleet */
export const fleetOutputs = {
  FleetBalancer: { Description: 'The load balancer of the fleet', Value: attribute('FleetBalancer', 'DNSName') },
  FleetGroup: { Description: 'The auto-scaling group of the fleet', Value: ref('FleetGroup') },
};
