import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { GetAliasCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { parse } from 'yaml';
import { run } from '../support/run.ts';

const RELEASED = ['requestStream', 'renewStream', 'stopStream'];

/** What a rehearsal does and sees in the account. */
export interface Account {
  readonly stack: string;
  /** Deploys the stage as it is, but for these settings. @throws ScriptError if the deploy fails */
  readonly deploy: (changes: Readonly<Record<string, string>>) => Promise<void>;
  /** @param most write units a second that the table takes; -1 for no limit */
  readonly limitWrites: (most: number) => Promise<void>;
  /** The alarms in ALARM now, by the ends of their names. */
  readonly firing: () => Promise<string[]>;
  /** The versions that the aliases of the players' functions point to. */
  readonly versions: () => Promise<string>;
  /** Whether a viewer gets through the functions that are live. */
  readonly well: () => Promise<boolean>;
}

/**
 * @param file what the stage is deployed with: stages/<stage>.yml
 * @param table the one that its functions work on
 */
export function openAccount(name: string, region: string, file: string, table: string): Account {
  const stack = `streamgate-${name}`;
  const cloudWatch = new CloudWatchClient({ region });
  const dynamo = new DynamoDBClient({ region });
  const lambda = new LambdaClient({ region });
  return {
    stack,
    deploy: async (changes) => {
      const folder = mkdtempSync(join(tmpdir(), 'streamgate-rehearsal-'));
      try {
        const own: object = parse(readFileSync(file, 'utf8'));
        writeFileSync(join(folder, `${name}.yml`), JSON.stringify({ ...own, ...changes }));
        await run('npm', ['run', 'deploy', '--', '--stage', name, '--region', region, '--allow-other-table'], {
          env: { STAGES_DIR: folder },
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    limitWrites: async (most) => {
      const OnDemandThroughput = { MaxWriteRequestUnits: most };
      await dynamo.send(new UpdateTableCommand({ TableName: table, OnDemandThroughput }));
    },
    firing: async () => {
      const { MetricAlarms = [] } = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: `${stack}-`, StateValue: 'ALARM', MaxRecords: 100 }),
      );
      return MetricAlarms.map(({ AlarmName = '' }) => AlarmName.slice(stack.length + 1));
    },
    versions: async () => {
      const aliases = await Promise.all(
        RELEASED.map((fn) => lambda.send(new GetAliasCommand({ FunctionName: `${stack}-${fn}`, Name: 'live' }))),
      );
      return aliases
        .map(({ FunctionVersion, RoutingConfig }) => JSON.stringify([FunctionVersion, RoutingConfig]))
        .join();
    },
    well: async () => {
      const { Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: `CodeDeployHook_${stack}-releaseCheck`, Payload: '{}' }),
      );
      return JSON.parse(Payload?.transformToString() || '{}').good === true;
    },
  };
}
