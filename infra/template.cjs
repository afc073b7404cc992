const { bake } = require('./template/bake.cjs');
const { leadToAliases, keepWarm } = require('./template/aliases.cjs');
const { bindRoles } = require('./template/boundary.cjs');
const { serveDomain } = require('./template/domain.cjs');
const { domainIn, shareName } = require('./template/regions.cjs');
const { moveAtOnce, releaseGradually } = require('./template/releases.cjs');
const { throttleOpenRoutes } = require('./template/throttles.cjs');

/**
 * A plugin of the Serverless CLI, for what serverless.yml has no words for: routes lead to the alias `live` of each function, which is
 * kept warm and moved gradually (docs/releasing.md), what is open to strangers has a throttle of its own, and roles have their
 * boundary. It works on the finished template, as only the CLI knows the names of routes and versions.
 * serverless-plugin-canary-deployments, which is usual for the second, fails on a JWT authorizer, and gives CodeDeploy full
 * access to Lambda.
 */
class Template {
  constructor(serverless) {
    const { service, classes } = serverless;
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const template = service.provider.compiledCloudFormationTemplate;
        const { Resources } = template;
        const { domain, open, permissionsBoundary, provisionedConcurrency, gradualReleases, twoRegions } =
          service.custom;
        try {
          const aliases = leadToAliases(Resources);
          keepWarm(Resources, aliases, provisionedConcurrency);
          throttleOpenRoutes(Resources, open);
          const region = serverless.getProvider('aws').getRegion();
          serveDomain(template, domainIn(domain, twoRegions, region), region);
          if (twoRegions) shareName(template, region);
          if (permissionsBoundary) bindRoles(Resources, service.provider.stage);
          if (gradualReleases) releaseGradually(Resources, aliases, gradualReleases);
          if (process.env.RELEASE === 'at-once') moveAtOnce(Resources, aliases);
        } catch (error) {
          throw new classes.Error(error.message);
        }
      },
      'before:aws:deploy:deploy:updateStack': async () => {
        const { gradualReleases } = service.custom;
        if (!gradualReleases) return;
        if (process.env.RELEASE === 'at-once') {
          // What cannot wait must not go back for an alarm that fires already. Without a word CloudFormation keeps the last ones.
          service.provider.rollbackConfiguration = { RollbackTriggers: [], MonitoringTimeInMinutes: 0 };
          return;
        }
        const { bakeAlarms, bakeMinutes } = gradualReleases;
        const configuration = await bake(serverless.getProvider('aws'), bakeAlarms, bakeMinutes);
        if (configuration) service.provider.rollbackConfiguration = configuration;
      },
    };
  }
}

module.exports = Template;
