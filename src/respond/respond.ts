import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { SNSEvent } from 'aws-lambda';
import type { Log } from '../log/log.ts';
import { type FleetSizeDeps, raiseFleet } from './fleet-size.ts';
import { firedIn } from './notification.ts';
import { declined, type Outcome } from './outcome.ts';
import { cancelRelease, type ReleaseDeps } from './release.ts';
import { RESPONSES, type RespondSettings, type ResponseName } from './settings.ts';
import { raiseWarmThroughput, type WarmDeps } from './warm-throughput.ts';

export interface RespondDeps extends WarmDeps, FleetSizeDeps, ReleaseDeps {
  readonly settings: RespondSettings;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly log: Log;
}

/** The response of each alarm. docs/runbook.md has a section for each. */
const TABLE: Readonly<Record<ResponseName, (deps: RespondDeps) => Promise<Outcome>>> = {
  'table-throttles': (deps) => raiseWarmThroughput(deps),
  'index-throttles': (deps) => raiseWarmThroughput(deps, 'listing'),
  'fleet-full': (deps) => raiseFleet(deps),
  'release-fleet': (deps) => cancelRelease(deps),
};

/**
 * Responds to the alarms that have fired, one after another, and notifies the people on call of what was done. An alarm
 * without a response is ignored.
 * @throws what SNS refuses the announcement with. Lambda then calls again, and the cool-down prevents a second response
 */
export async function respond(deps: RespondDeps, event: SNSEvent): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const alarm of firedIn(event, deps.settings.service)) {
    if (!isResponse(alarm)) continue;
    const outcome = await outcomeOf(deps, alarm);
    record(deps.log, alarm, outcome);
    if (outcome.kind !== 'declined' || outcome.quiet !== true) await announce(deps, alarm, outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

const isResponse = (alarm: string): alarm is ResponseName => RESPONSES.some((name) => name === alarm);

async function outcomeOf(deps: RespondDeps, alarm: ResponseName): Promise<Outcome> {
  if (!deps.settings.on.has(alarm)) return declined('This response is switched off.');
  try {
    return await TABLE[alarm](deps);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { kind: 'failed', said: `AWS refused it. ${reason}`, error };
  }
}

const METRIC = { acted: 'ResponseActed', declined: 'ResponseDeclined', failed: 'ResponseFailed' } as const;

function record(log: Log, alarm: ResponseName, outcome: Outcome): void {
  const fields = { code: `response-${outcome.kind}`, alarm, said: outcome.said };
  const error = outcome.kind === 'failed' ? { error: outcome.error } : {};
  const level = outcome.kind === 'failed' ? 'ERROR' : 'INFO';
  log.write(level, { ...fields, ...error }, { name: METRIC[outcome.kind], unit: 'Count', value: 1 });
}

const HEADLINE = { acted: 'responded', declined: 'did nothing', failed: 'could not respond' } as const;

async function announce({ sns, settings }: RespondDeps, alarm: ResponseName, { kind, said }: Outcome): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: settings.announceTo,
      // SNS accepts a hundred ASCII characters.
      Subject: `${settings.service}: ${HEADLINE[kind]} to ${alarm}`.slice(0, 100),
      Message: `${said}\n\nThe alarm ${settings.service}-${alarm} fired. docs/runbook.md#${alarm} says what to do next.`,
    }),
  );
}
