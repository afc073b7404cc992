import { isRefusal } from '../src/domain/refusals.ts';
import { requestStream } from '../src/domain/start.ts';
import { domain, openDocuments } from './support/domain.ts';
import { functionEnvironment } from './support/events.ts';
import { median } from './support/numbers.ts';
import { openTable, user } from './support/table.ts';

const TABLE = 'streamgate-bench-contention';
const PLAYERS = [2, 4, 8, 16, 32, 64] as const;
const ROUNDS = 8;

/**
 * One user, many players at once: with free slots, and with three expired leases that all of them want to take over.
 */
export async function contention(endpoint: string) {
  Object.assign(process.env, functionEnvironment(endpoint, TABLE));
  const table = await openTable(TABLE);
  const { client, tally, destroy } = openDocuments(endpoint);
  const deps = domain(client, TABLE);
  const results = [];
  for (const expired of [0, 3]) {
    for (const players of PLAYERS) {
      const milliseconds: number[] = [];
      const admitted: number[] = [];
      const contended: number[] = [];
      const attempts: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const id = `user-${expired}-${players}-${round}`;
        await table.put([user(id, expired, expired)]);
        tally.calls = 0;
        const start = performance.now();
        const answers = await Promise.all(
          Array.from({ length: players }, (_, i) =>
            requestStream(deps, { id, stream: 'stream_100', session: `new-${i}` }),
          ),
        );
        milliseconds.push(performance.now() - start);
        admitted.push(answers.filter((answer) => !isRefusal(answer)).length);
        contended.push(answers.filter((answer) => isRefusal(answer) && answer.refusal === 'contended').length);
        attempts.push(tally.calls / players);
      }
      results.push({
        expired,
        players,
        allDecidedMs: median(milliseconds),
        callsEach: median(attempts),
        mostCallsEach: Math.max(...attempts),
        mostAdmitted: Math.max(...admitted),
        gaveUp: Math.max(...contended),
      });
    }
  }
  destroy();
  table.client.destroy();
  return results;
}
