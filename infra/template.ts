import { type Look, refusalsOf } from '../scripts/support/refused.ts';
import { dailyBudget } from './alarms/budget.ts';
import type { Template as Finished } from './cloudformation.ts';
import { FLEET_BAKE_ALARMS } from './fleet/alarms.ts';
import { archiveOfDeploy, upload } from './fleet/archive.ts';
import { addFleet } from './fleet/fleet.ts';
import { readFleet } from './fleet/settings.ts';
import { keepWarm, leadToAliases } from './template/aliases.ts';
import { type Account, type Bake, watchRelease } from './template/bake.ts';
import { bindRoles } from './template/boundary.ts';
import { type Domain, serveDomain } from './template/domain.ts';
import { allowKeys, type PassSettings } from './template/passes.ts';
import { domainIn, type Regions, shareName } from './template/regions.ts';
import { type Gradual, moveAtOnce, releaseGradually } from './template/releases.ts';
import { type Open, throttleOpenRoutes } from './template/throttles.ts';

/** `custom` of serverless.yml, as far as the plugin goes by it. */
interface Custom {
  readonly settings: PassSettings & Readonly<Record<string, string>>;
  readonly domain: Domain;
  readonly open: Open;
  readonly permissionsBoundary: boolean;
  readonly provisionedConcurrency: Readonly<Record<string, number>>;
  readonly gradualReleases: (Gradual & Bake) | false;
  readonly twoRegions: Regions | false;
  readonly fleet: unknown;
  readonly around: Around;
  readonly tables: { readonly arns: readonly object[]; readonly indexArns: readonly object[] };
  /** US dollars; 0 for none. */
  readonly dailyBudget: number;
}

/** What a fleet depends on of the stage's parameters. */
interface Around extends Readonly<Record<string, unknown>> {
  readonly latencyAlarmMs: number;
  readonly loginAlarmPercent: number;
  readonly logRetentionDays: number;
}

/** The Serverless CLI, as far as the plugin uses it. */
interface Serverless {
  readonly service: {
    readonly custom: Custom;
    readonly provider: {
      readonly stage: string;
      readonly compiledCloudFormationTemplate: Finished;
      rollbackConfiguration?: object;
    };
  };
  readonly classes: { readonly Error: new (message: string) => Error };
  getProvider(name: 'aws'): Account & { getRegion(): string; getServerlessDeploymentBucketName(): Promise<string> };
}

/**
 * A plugin of the Serverless CLI, for what serverless.yml has no words for: routes lead to the alias `live` of each
 * function, which is kept warm and moved gradually (docs/releasing.md), what is open to strangers has a throttle of its
 * own, and roles have their boundary. It works on the finished template, as only the CLI knows the names of routes and
 * versions. serverless-plugin-canary-deployments, which is usual for the second, fails on a JWT authorizer, and gives
 * CodeDeploy full access to Lambda.
 */
export class Template {
  readonly hooks: Readonly<Record<string, () => void | Promise<void>>>;

  constructor(serverless: Serverless) {
    const { service } = serverless;
    const refuse = async (look: Look) => {
      const found = await refusalsOf(service.provider.stage, serverless.getProvider('aws').getRegion(), look);
      if (found.length > 0) throw new serverless.classes.Error(`Refused:\n${found.join('\n')}`);
    };
    this.hooks = {
      // Whoever uses the CLI itself is refused the same as by `npm run deploy`.
      'before:package:initialize': () => refuse('settings'),
      'before:deploy:function:initialize': () => refuse('account'),
      'before:aws:deploy:deploy:createStack': () => refuse('account'),
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        try {
          finish(serverless);
        } catch (error) {
          // Of any other error the CLI shows the stack.
          throw error instanceof Error ? new serverless.classes.Error(error.message) : error;
        }
      },
      'before:aws:deploy:deploy:updateStack': async () => {
        const aws = serverless.getProvider('aws');
        const { fleet, gradualReleases } = serverless.service.custom;
        if (fleet) {
          await upload(archiveOfDeploy(), await aws.getServerlessDeploymentBucketName(), await aws.getAwsSdkV3Config());
        }
        const bake = gradualReleases && fleet ? { ...gradualReleases, bakeAlarms: FLEET_BAKE_ALARMS } : gradualReleases;
        await watchRelease(bake, serverless.service.provider, aws);
      },
    };
  }
}

/** Changes the finished template in place. */
function finish(serverless: Serverless): void {
  const { custom, provider } = serverless.service;
  const { domain, open, permissionsBoundary, provisionedConcurrency, gradualReleases, twoRegions } = custom;
  if (custom.dailyBudget > 0)
    Object.assign(provider.compiledCloudFormationTemplate.Resources, dailyBudget(custom.dailyBudget));
  const template = provider.compiledCloudFormationTemplate;
  const { Resources } = template;
  const aliases = leadToAliases(Resources);
  keepWarm(Resources, aliases, provisionedConcurrency);
  throttleOpenRoutes(Resources, open);
  allowKeys(Resources, custom.settings);
  const region = serverless.getProvider('aws').getRegion();
  serveDomain(template, domainIn(domain, twoRegions, region), region);
  if (twoRegions) shareName(template, region);
  serveFleet(template, custom);
  if (permissionsBoundary) {
    bindRoles(Resources, provider.stage);
    template.Outputs.PermissionsBoundary = {
      Description: 'Whether the roles have the boundary of the pipeline',
      Value: 'on',
    };
  }
  if (gradualReleases) releaseGradually(Resources, aliases, gradualReleases);
  if (process.env.RELEASE === 'at-once') moveAtOnce(Resources, aliases);
}

function serveFleet(template: Finished, { fleet: value, around, settings, tables, domain }: Custom): void {
  const { fleet } = readFleet(value);
  if (fleet === undefined) return;
  addFleet(template, {
    ...around,
    fleet,
    digest: archiveOfDeploy().digest,
    around: { settings, params: around },
    certificate: domain.certificate,
    tables,
    atOnce: process.env.RELEASE === 'at-once',
  });
}
