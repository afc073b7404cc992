import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import { settingsOfProcess } from '../composition-root.ts';
import { MIDDY_OPTIONS } from '../http/middy-options.ts';
import { Log } from '../log/log.ts';
import { codeDeploy, type Hook } from '../release/code-deploy.ts';
import { playThrough } from '../release/play-through.ts';

/**
 * CodeDeploy calls this hook before a new version gets traffic. It plays a viewer, and stops the release if a step
 * fails.
 */
export const handler = middy<Hook, object>(MIDDY_OPTIONS).handler(async (hook) => {
  const settings = settingsOfProcess();
  const { invokeVersion, report } = codeDeploy(settings.versions);
  const faults = await playThrough(invokeVersion, settings.auth, {
    id: `release-check-${randomUUID()}`,
    limits: settings.rules.limits,
    now: Date.now(),
  });
  const good = faults.length === 0;
  new Log(settings, Date.now).write(good ? 'INFO' : 'ERROR', { code: 'release-checked', faults });
  if (hook.DeploymentId !== undefined) await report(hook, good);
  return { good, faults };
});
