import { createApp } from '../../src/composition-root.ts';
import type { Deps } from '../../src/domain/deps.ts';
import { createEndpoints } from '../../src/endpoints.ts';
import { Log } from '../../src/log/log.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { testDeps } from './table.ts';

/**
 * All endpoints on one table, put together as a process does it.
 * @param effects what is not as usual
 * @param environment settings besides AUTH, which is `none`
 */
export function testEndpoints(
  effects: Pick<Deps, 'table'> & Partial<Deps>,
  environment: Readonly<Record<string, string>> = {},
) {
  const settings = parseSettings({ TABLE_NAME: 'users', AUTH: 'none', ...environment });
  const deps = { ...testDeps(effects.table), rules: settings.rules, ...effects };
  return createEndpoints(createApp(settings, new Log(settings, deps.now), deps));
}
