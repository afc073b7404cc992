import type { LiveStack } from './live-stack.ts';
import type { Stage } from './stage.ts';

/** One run of `serverless deploy`. */
export interface Round {
  readonly options: readonly string[];
  /** What infra/stage.ts and infra/template.ts go by. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * How often a stage is deployed, and how: once, but for the first time of a table that is protected. Protected from the
 * start it would outlive a first deploy that fails, and no second one could make it.
 * @param live what runs now; undefined before the first deploy
 */
export function rounds({ params }: Pick<Stage, 'params'>, live: LiveStack | undefined, atOnce: boolean): Round[] {
  const env = atOnce ? { RELEASE: 'at-once' } : {};
  if (!params.tableDeletionProtection || live?.table !== undefined) return [{ options: [], env }];
  return [
    { options: [], env: { ...env, FIRST_DEPLOY: 'true' } },
    // Watched by nothing: the alarm `health` is in ALARM until the first checks from outside have come, and would take
    // it back.
    { options: ['--force'], env: { RELEASE: 'at-once' } },
  ];
}
