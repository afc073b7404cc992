// A player on the generated TypeScript client: the other two languages do the same.
import {
  Configuration,
  EndReason,
  ProblemCode,
  ResponseError,
  StreamEndedProblemFromJSON,
  StreamLimitReachedProblemFromJSON,
  UsersApi,
  WatchApi,
} from './client/index.ts';

const [, , basePath = '', id = ''] = process.argv;
const configuration = new Configuration({ basePath });
const users = new UsersApi(configuration);
const watch = new WatchApi(configuration);

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`  ${what}`);
}

/** The body of a refusal. */
async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ResponseError)) throw new Error('not refused');
  return error.response.json();
}

const start = (session: string, replace?: string[]) =>
  watch.requestStream({ requestStream: { id, session, stream: 'stream_100', device: `Device ${session}`, replace } });

const idle = { online: { streams: { activeStreams: 0, watching: [] } }, offline: { lastOnline: null } };
const created = await users.createUser({
  createUser: { id, name: 'Généré', subscription: 'basic plan', status: idle },
});
check(created.status.offline.lastOnline === null, 'a user is created, with the status of one who watches nothing');

const first = await start('a');
check(first.expiresAt.getTime() > first.startedAt.getTime(), 'a start is a lease, with times');
const last = [await start('b'), await start('c')].at(-1);
check(last?.activeStreams === 3, 'three are on at once');

const denied = StreamLimitReachedProblemFromJSON(await refusalOf(start('d')));
check(denied.code === ProblemCode.STREAM_LIMIT_REACHED, 'a fourth is a 409 with its code');
check(denied.limit === 3 && denied.streams[0]?.device === 'Device a', 'which says what is on, and where');

check((await watch.renewStream({ renewStream: { id, session: 'a' } })).renewAfter > 0, 'a lease is renewed');
check((await watch.stopStream({ stopStream: { id, session: 'b' } })).activeStreams === 2, 'a stream is stopped');

await start('d');
check((await start('e', ['a'])).replaced?.[0] === 'a', 'a stream takes the slot of another');
const ended = StreamEndedProblemFromJSON(await refusalOf(watch.renewStream({ renewStream: { id, session: 'a' } })));
check(ended.code === ProblemCode.STREAM_ENDED, 'whose renewal is a 410 with its code');
check(ended.reason === EndReason.Replaced && ended.by?.session === 'e', 'which says why, and by whom');
