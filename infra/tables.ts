import { regionsOf } from '../scripts/support/refusals.ts';
import type { Resource } from './cloudformation.ts';
import type { ResolveVariable } from './stage.ts';
import type { Regions } from './template/regions.ts';

/**
 * The table of the stack: as infra/table.yml defines it or, where the stage has two regions (docs/two-regions.md), one
 * table in both, whose conditions hold across them.
 */
export async function tables({ resolveVariable }: ResolveVariable) {
  const { Resources } = await resolveVariable<TableTemplate>('file(infra/table.yml)');
  const warm = await resolveVariable<object>('param:indexWarmThroughput');
  const table = withWarmIndex(Resources.UsersTable, warm);
  const regions = await resolveVariable<Regions | false>('param:twoRegions');
  if (!regions) return { Resources: { UsersTable: table } };
  const region = await resolveVariable<string>('self:provider.region');
  const { home, replica } = regions;
  // A deploy goes by it (scripts/support/refusals.ts).
  const Outputs = { TableRegions: { Description: 'The regions of the table', Value: regionsOf(regions) } };
  if (region === home) return { Resources: { UsersTable: globalTable(table, regions) }, Outputs };
  // The stack of the region `home` makes it, in both.
  if (region === replica) return { Outputs };
  throw new Error(`twoRegions has ${home} and ${replica}: there is nothing to deploy in ${region}.`);
}

interface Table extends Resource {
  Properties: { readonly GlobalSecondaryIndexes: readonly object[] };
}
interface TableTemplate {
  readonly Resources: { readonly UsersTable: Table };
}

/**
 * An index has a throughput of its own: what is warm of the table is not of its index.
 * @param warm as CloudFormation takes it; a reference to nothing where DynamoDB is to decide
 */
function withWarmIndex(table: Table, warm: object): Table {
  const [plans, ...others] = table.Properties.GlobalSecondaryIndexes;
  const GlobalSecondaryIndexes = [{ ...plans, WarmThroughput: warm }, ...others];
  return { ...table, Properties: { ...table.Properties, GlobalSecondaryIndexes } };
}

/** What each replica has for itself, and not the table. */
const OF_A_REPLICA = ['DeletionProtectionEnabled', 'PointInTimeRecoverySpecification'];

function globalTable({ Properties, ...table }: Resource, { home, replica, witness }: Regions) {
  const entries = Object.entries(Properties);
  const own = Object.fromEntries(entries.filter(([name]) => OF_A_REPLICA.includes(name)));
  return {
    ...table,
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      ...Object.fromEntries(entries.filter(([name]) => !OF_A_REPLICA.includes(name))),
      // With eventual consistency a condition would see its own region's version only, and the limit would not hold.
      MultiRegionConsistency: 'STRONG',
      GlobalTableWitnesses: [{ Region: witness }],
      Replicas: [home, replica].map((Region) => ({ Region, ...own })),
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    },
  };
}
