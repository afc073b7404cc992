import { auth, deps, log } from '../http/runtime.ts';
import { type Hook, invokeVersion, tellCodeDeploy } from '../release/code-deploy.ts';
import { playThrough } from '../release/play-through.ts';

/** Before anybody meets a new version CodeDeploy calls this, and gives it no traffic if a viewer would not get through. */
export const handler = async (hook: Hook = {}) => {
  const faults = await playThrough(invokeVersion, auth, {
    id: `release-check-${deps.newId()}`,
    limits: deps.limits,
    now: deps.now(),
  });
  const good = faults.length === 0;
  log.write(good ? 'INFO' : 'ERROR', { code: 'release-checked', faults });
  if (hook.DeploymentId !== undefined) await tellCodeDeploy(hook, good);
  return { good, faults };
};
