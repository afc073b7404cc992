/** What serverless.yml reads, by the names that it uses (`${file(infra/load.cjs):alarms}`). */
export { alarms } from './alarms/alarms.ts';
export { dashboard } from './dashboard.ts';
export { releaseVersions } from './functions.ts';
export { httpApi } from './http-api.ts';
export { responses } from './responses.ts';
export { roles } from './roles.ts';
export { defaultStage, stage } from './stage.ts';
export { tables } from './tables.ts';
