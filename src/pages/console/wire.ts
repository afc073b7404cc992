import type * as z from 'zod/mini';
import type * as schemas from '../../http/schemas.ts';

// What the service answers. The page comes from the same deployment, so it takes the answers as they are documented.
export type User = z.output<typeof schemas.User>;
export type UserPage = z.output<typeof schemas.Users>;
/** What the page shows of a user. */
export type ShownUser = Pick<User, 'id' | 'Name' | 'Subscription'> & Partial<Pick<User, 'Status'>>;
export interface ShownPage {
  readonly users: readonly ShownUser[];
  readonly cursor?: string | undefined;
}
export type Streams = z.output<typeof schemas.Streams>;
export type Stream = Streams['streams'][number];
export type Revoked = z.output<typeof schemas.Revoked>;
export type Stopped = z.output<typeof schemas.Stopped>;

/** Optional fields are those that API Gateway leaves out when it refuses a request itself. */
export type Problem = Partial<z.output<typeof schemas.Problem>>;
