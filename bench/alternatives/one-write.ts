import { isRefusal } from '../../src/domain/refusals.ts';
import { requestStream } from '../../src/domain/start.ts';
import { domain } from '../support/domain.ts';
import type { Alternative } from './alternative.ts';

/** What Streamgate does. */
export const oneWrite: Alternative = {
  name: 'one conditional write',
  start: async (client, table, id, session) =>
    !isRefusal(
      await requestStream(domain(client, table), { id, session, stream: 'stream_100', device: 'Kitchen tablet' }),
    ),
};
