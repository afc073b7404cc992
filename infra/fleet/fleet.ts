import { addAlarms } from '../alarms/alarms.ts';
import { named, type Resources, type Template } from '../cloudformation.ts';
import { addStatements, fleetResponseRights, serverRights } from '../roles.ts';
import { fleetCapacity, fleetOutage, fleetRelease, fleetViewers, type Limits } from './alarms.ts';
import { balancer, PORT } from './balancer.ts';
import { instances } from './instances.ts';
import { networkOf } from './network.ts';
import { fleetOutputs, leadToFleet } from './records.ts';
import { type Around, type Fleet, failOverShortfalls } from './settings.ts';

export interface FleetOf extends Limits {
  readonly fleet: Fleet;
  /** SHA-256 of the archive, in hex. */
  readonly digest: string;
  readonly around: Around;
  readonly certificate: string;
  readonly tables: { readonly arns: readonly unknown[]; readonly indexArns: readonly unknown[] };
  readonly logRetentionDays: number;
  readonly atOnce: boolean;
}

/** Of the requests that were not refused, one in so many has a line (scripts/capacity/assumptions.ts). */
const ACCESS_LOG_EVERY = 100;
const DRAIN_SECONDS = 2;

/** How a release is told from others in metrics, as the process and its alarm name it. */
const versionOf = (digest: string): string => digest.slice(0, 12);

/**
 * Adds a fleet to the stack of a stage: instances behind a load balancer that run the same handlers as the functions,
 * under the same name (docs/running-a-fleet.md).
 * @param template with the name of the service and its functions; changed in place
 */
export function addFleet(template: Template, given: FleetOf): void {
  const { fleet, digest, around, certificate, tables, atOnce, logRetentionDays } = given;
  const { Resources, Outputs } = template;
  const secret = around.settings.PASSES === 'on' ? around.settings.PASS_KEYS : undefined;
  const network = networkOf(fleet, {
    tables: [...tables.arns, ...tables.indexArns],
    hasSecret: secret !== undefined,
  });
  const aliases = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Lambda::Alias');
  const release = fleetRelease(versionOf(digest));
  // A release that cannot wait is not cancelled, either.
  if (atOnce) for (const { Properties } of Object.values(release)) Object.assign(Properties, { AlarmActions: [] });
  const hasAlarms = Resources.OutageAlarm !== undefined;
  if (hasAlarms) Object.assign(Resources, release);
  Object.assign(
    Resources,
    network.resources,
    balancer(network, certificate),
    instances({
      fleet,
      network,
      digest,
      environment: environmentOf(Resources, given),
      logRetentionDays,
      rights: serverRights(tables, secret),
      atOnce,
      // The functions go first: where their tenth goes wrong, no instance has been touched.
      after: [...aliases, ...(hasAlarms ? ['FleetReleaseAlarm'] : [])],
    }),
  );
  addAlarms(Resources, 'outage', fleetOutage(given));
  addAlarms(Resources, 'viewers', fleetViewers(given));
  addAlarms(Resources, 'capacity', fleetCapacity());
  addStatements(Resources, 'respond', fleetResponseRights);
  leadToFleet(Resources, fleet.share);
  Object.assign(Outputs, fleetOutputs);
}

/** What the functions are told, and what an instance has to be told besides. */
function environmentOf(resources: Resources, { fleet, digest, around }: FleetOf): Record<string, string> {
  const { Variables } = named(resources, 'RequestStreamLambdaFunction', 'AWS::Lambda::Function').Properties.Environment;
  const told = Object.fromEntries(
    Object.entries(Variables).map(([name, value]) => {
      if (typeof value === 'object') throw new Error(`An instance cannot be told ${name}: CloudFormation makes it.`);
      return [name, String(value)];
    }),
  );
  const { CONSOLE = 'off', DOCS = 'off' } = around.settings;
  return {
    ...told,
    CONSOLE,
    DOCS,
    PORT: String(PORT),
    LISTEN: '0.0.0.0',
    SHARES_PORT: 'on',
    BEHIND_BALANCER: 'on',
    LEAVES_WHEN_ILL: failOverShortfalls(around, fleet).length === 0 ? 'on' : 'off',
    ACCESS_LOG_EVERY: String(ACCESS_LOG_EVERY),
    DRAIN_SECONDS: String(DRAIN_SECONDS),
    LOG_GROUP: `/${told.SERVICE_NAME}/fleet`,
    FLEET_NAME: `${told.SERVICE_NAME}-fleet`,
    FLEET_VERSION: versionOf(digest),
    ...(fleet.keys === undefined ? {} : { AUTH_KEYS: fleet.keys }),
  };
}
