import { createUser } from './handlers/create-user.ts';
import { getAllUsers } from './handlers/get-all-users.ts';
import { getStreams } from './handlers/get-streams.ts';
import { getUser } from './handlers/get-user.ts';
import { health } from './handlers/health.ts';
import { removeUser } from './handlers/remove-user.ts';
import { renewStream } from './handlers/renew-stream.ts';
import { requestStream } from './handlers/request-stream.ts';
import { revokeStreams } from './handlers/revoke-streams.ts';
import { stopStream } from './handlers/stop-stream.ts';
import { updateUser } from './handlers/update-user.ts';
import type { FunctionName } from './http/access.ts';
import type { App, Endpoint } from './http/app.ts';

/** Every endpoint of the API on one app, by the name of its function. */
export const createEndpoints = (app: App): Record<FunctionName, Endpoint> => ({
  requestStream: requestStream(app),
  renewStream: renewStream(app),
  stopStream: stopStream(app),
  revokeStreams: revokeStreams(app),
  getStreams: getStreams(app),
  createUser: createUser(app),
  getUser: getUser(app),
  updateUser: updateUser(app),
  removeUser: removeUser(app),
  getAllUsers: getAllUsers(app),
  health: health(app),
});
