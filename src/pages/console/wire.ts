import type * as z from 'zod/mini';
import type * as schemas from '../../http/schemas.ts';

// The service's answers. The page is deployed with the service, so it does not validate them.
export type User = z.output<typeof schemas.User>;
export type UserPage = z.output<typeof schemas.Users>;
/** The part of a user that the page shows. */
export type ShownUser = Pick<User, 'id' | 'Name' | 'Subscription'> & Partial<Pick<User, 'Status'>>;
export interface ShownPage {
  readonly users: readonly ShownUser[];
  readonly cursor?: string | undefined;
}
export type Streams = z.output<typeof schemas.Streams>;
export type Stream = Streams['streams'][number];
export type Revoked = z.output<typeof schemas.Revoked>;
export type Stopped = z.output<typeof schemas.Stopped>;

/** Fields are optional because API Gateway leaves them out when it refuses a request itself. */
export type Problem = Partial<z.output<typeof schemas.Problem>>;
