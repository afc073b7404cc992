import type { LiveStack } from './live-stack.ts';
import type { Stage } from './stage.ts';

/** What a person may allow by an option of the deploy; all of it is refused where viewers depend on the stage. */
export interface Allowed {
  readonly 'allow-auth-none'?: boolean | undefined;
  readonly 'allow-no-subscriber'?: boolean | undefined;
  readonly 'allow-other-table'?: boolean | undefined;
}

/**
 * Why a stage must not be deployed so, a sentence each; none if it may.
 * @param live what runs now; undefined before the first deploy
 */
export function refusals(
  stage: string,
  { settings, params, file }: Stage,
  live: LiveStack | undefined,
  allowed: Allowed,
) {
  const { AUTH, TABLE_NAME, SERVED_TABLE } = settings;
  const found: string[] = [];
  if (params.permissionsBoundary) found.push(...outOfReach(stage, [TABLE_NAME, SERVED_TABLE]));
  if (live?.table !== undefined && live.table !== TABLE_NAME) {
    found.push(
      `TABLE_NAME is ${TABLE_NAME}, but the stack's table is ${live.table}: CloudFormation would replace it by an empty one, and every user would be gone. To use another table: npm run restore (docs/recovery.md).`,
    );
  }
  if (live?.served !== undefined && live.served !== SERVED_TABLE && !allowed['allow-other-table']) {
    found.push(
      `The functions use the table ${live.served}, and would switch to ${SERVED_TABLE}. If you mean that: --allow-other-table, or npm run restore (docs/recovery.md). If not, put SERVED_TABLE: ${live.served} into the settings of ${stage}.`,
    );
  }
  if (!params.viewers) return found;

  if (file === undefined)
    found.push(
      `The settings of ${stage} must be in stages/${stage}.yml: the pipeline does not have those of your shell.`,
    );
  if (AUTH === 'none' && !allowed['allow-auth-none']) {
    found.push('AUTH is none: anyone could do anything. If you mean that: --allow-auth-none.');
  }
  if (
    Array.isArray(params.alarmSubscriptions) &&
    params.alarmSubscriptions.length === 0 &&
    !allowed['allow-no-subscriber']
  ) {
    found.push('alarmSubscriptions is empty: no alarm would reach anybody. If you mean that: --allow-no-subscriber.');
  }
  return found;
}

/** Tables that the boundary of the stage's pipeline keeps from its functions (infra/pipeline.yml): each request would end in a 500. */
const outOfReach = (stage: string, names: readonly (string | undefined)[]) =>
  [...new Set(names)]
    .filter((name = '') => name !== `streamgate-${stage}` && !name.startsWith(`streamgate-${stage}-`))
    .map(
      (name) =>
        `The boundary of the pipeline lets no function reach the table ${name}: only streamgate-${stage}, and names that begin with streamgate-${stage}-.`,
    );
