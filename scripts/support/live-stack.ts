import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** What runs under a stage's name now. */
export interface LiveStack {
  /** The stack's own table; undefined before the first deploy has succeeded. */
  readonly table?: string;
  /** The table that the functions work on. */
  readonly served?: string;
  /** The regions of the table, such as `us-east-1,us-east-2`; undefined where it has one. */
  readonly regions?: string;
  /** Whether its roles have the boundary of the pipeline. */
  readonly bounded: boolean;
}

/**
 * Asks CloudFormation for the stack of a stage.
 * @returns undefined if there is none
 */
export async function liveStack(stage: string, region: string): Promise<LiveStack | undefined> {
  const client = new CloudFormationClient({ region });
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: `streamgate-${stage}` }));
    const output = (key: string) => Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    const table = output('TableName');
    // Stacks of releases before this output served their own table.
    const served = output('ServedTable') ?? table;
    const regions = output('TableRegions');
    return {
      ...(table === undefined ? {} : { table }),
      ...(served === undefined ? {} : { served }),
      ...(regions === undefined ? {} : { regions }),
      bounded: output('PermissionsBoundary') !== undefined,
    };
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
