import { fleetRefusals } from '../../infra/fleet/settings.ts';
import type { LiveStack } from './live-stack.ts';
import type { Stage } from './stage.ts';

/** What a person may allow by an option of the deploy; all of it is refused where viewers depend on the stage. */
export interface Allowed {
  readonly 'allow-auth-none'?: boolean | undefined;
  readonly 'allow-no-subscriber'?: boolean | undefined;
  readonly 'allow-other-table'?: boolean | undefined;
  readonly 'allow-boundary'?: boolean | undefined;
  readonly 'allow-quota'?: boolean | undefined;
}

/** What the account is asked before a deploy. */
export interface Found {
  /** What runs now; undefined before the first deploy, and where nobody asked. */
  readonly live?: LiveStack | undefined;
  /** What Lambda runs at once for the account; undefined where nobody asked. */
  readonly concurrency?: number | undefined;
}

/** Why a stage must not be deployed so, a sentence each; none if it may. */
export function refusals(stage: string, own: Stage, { live, concurrency }: Found, allowed: Allowed): string[] {
  return [
    ...unknownKind(stage, own),
    ...fleetRefusals(own),
    ...(own.params.permissionsBoundary ? outOfReach(stage, [own.settings.TABLE_NAME, own.settings.SERVED_TABLE]) : []),
    ...(live?.table === undefined
      ? []
      : [...otherTable(stage, own, live, allowed), ...otherBoundary(own, live, allowed)]),
    ...(allowed['allow-quota'] ? [] : lessConcurrency(stage, own, concurrency)),
    ...(own.params.viewers ? unprotected(stage, own, allowed) : []),
  ];
}

/** A stage of any name could be what viewers depend on, with none of its protections. */
const unknownKind = (stage: string, { kind }: Stage) =>
  kind === undefined
    ? [`The stage ${stage} has no default parameters: write "like: prod" or "like: dev" into stages/${stage}.yml.`]
    : [];

/** The regions of a table, as the stack's output has them. @param twoRegions as the stage has it */
export const regionsOf = (twoRegions: unknown): string | undefined => {
  const { home, replica } = Object(twoRegions);
  return home === undefined ? undefined : `${home},${replica}`;
};

function otherTable(stage: string, { settings, params }: Stage, live: LiveStack, allowed: Allowed): string[] {
  const { TABLE_NAME, SERVED_TABLE } = settings;
  const found: string[] = [];
  if (live.table !== TABLE_NAME) {
    found.push(
      `TABLE_NAME is ${TABLE_NAME}, but the stack's table is ${live.table}: CloudFormation would replace it with an empty one, and every user would be gone. To use another table: npm run restore (docs/recovery.md).`,
    );
  }
  const regions = regionsOf(params.twoRegions);
  if (live.regions !== regions) {
    found.push(
      `twoRegions would make a table of ${regions ?? 'one region'}, but the stack's table has ${live.regions ?? 'one region'}: CloudFormation would replace it with an empty one. Choose the regions before the first deploy (docs/two-regions.md).`,
    );
  }
  if (live.served !== undefined && live.served !== SERVED_TABLE && !allowed['allow-other-table']) {
    found.push(
      `The functions use the table ${live.served}, and would switch to ${SERVED_TABLE}. If you mean that: --allow-other-table, or npm run restore (docs/recovery.md). If not, put SERVED_TABLE: ${live.served} into the settings of ${stage}.`,
    );
  }
  return found;
}

/**
 * The pipeline can neither put roles without a boundary back nor take one off, so its roll-back would be stranded
 * half-way.
 */
function otherBoundary({ params }: Stage, live: LiveStack, allowed: Allowed): string[] {
  if (Boolean(params.permissionsBoundary) === live.bounded || allowed['allow-boundary']) return [];
  return [
    `permissionsBoundary is ${params.permissionsBoundary}, but the roles of the stack ${live.bounded ? 'have' : 'have no'} boundary: if such a deploy failed, the pipeline could not roll it back. Deploy it once by hand, as an administrator: --allow-boundary.`,
  ];
}

function lessConcurrency(stage: string, { params }: Stage, concurrency: number | undefined): string[] {
  if (concurrency === undefined || Number(params.accountConcurrency) <= concurrency) return [];
  return [
    `accountConcurrency is ${params.accountConcurrency}, but the quota of this account in Lambda is ${concurrency}, so the alarm concurrency would never fire. Put accountConcurrency: ${concurrency} into the settings of ${stage}, or request a higher quota. To deploy anyway: --allow-quota.`,
  ];
}

/** What viewers depend on. */
function unprotected(stage: string, { settings, params, file }: Stage, allowed: Allowed): string[] {
  const found: string[] = [];
  if (file === undefined) {
    found.push(
      `The settings of ${stage} must be in stages/${stage}.yml: the pipeline does not have those of your shell.`,
    );
  }
  if (settings.AUTH === 'none' && !allowed['allow-auth-none']) {
    found.push('AUTH is none: anyone could do anything. If you mean that: --allow-auth-none.');
  }
  const { alarmSubscriptions } = params;
  if (Array.isArray(alarmSubscriptions) && alarmSubscriptions.length === 0 && !allowed['allow-no-subscriber']) {
    found.push('alarmSubscriptions is empty: no alarm would reach anybody. If you mean that: --allow-no-subscriber.');
  }
  return found;
}

/**
 * Tables that the boundary of the stage's pipeline keeps from its functions (infra/pipeline.yml): each request would
 * end in a 500.
 */
const outOfReach = (stage: string, names: readonly (string | undefined)[]) =>
  [...new Set(names)]
    .filter((name = '') => name !== `streamgate-${stage}` && !name.startsWith(`streamgate-${stage}-`))
    .map(
      (name) =>
        `The boundary of the pipeline keeps the functions from the table ${name}: they reach only streamgate-${stage}, and names that begin with streamgate-${stage}-.`,
    );
