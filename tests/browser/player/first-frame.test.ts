import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Cinema, openCinema } from '../../support/cinema.ts';
import { until } from '../../support/until.ts';

const ROUNDS = 15;
const HELD_BACK_MS = 3000;

let cinema: Cinema;

beforeAll(async () => {
  cinema = await openCinema();
});
afterAll(() => cinema?.close());

/** From play to the first frame, in milliseconds. */
async function firstFrame(attached: 'yes' | 'no', holdBackMs = 0): Promise<number> {
  const screen = await cinema.open(await cinema.newUser(), { attached, library: 'hls.js' });
  await screen.page.route('**/requeststream', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, holdBackMs));
    await route.continue().catch(() => {});
  });
  await screen.press();
  const frame = await until(
    () => screen.look<number | undefined>('watch.firstFrame'),
    (time) => time !== undefined,
  );
  await screen.page.close();
  return frame ?? Number.NaN;
}

const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

test('the first frame does not wait for the answer: the slot is requested in parallel', async () => {
  expect(await firstFrame('yes', HELD_BACK_MS)).toBeLessThan(HELD_BACK_MS);
});

test('from play to the first frame takes as long with the player as without', async () => {
  const times: Record<'yes' | 'no', number[]> = { yes: [], no: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const attached of round % 2 ? (['yes', 'no'] as const) : (['no', 'yes'] as const)) {
      times[attached].push(await firstFrame(attached));
    }
  }
  const [without, withIt] = [median(times.no), median(times.yes)];
  console.log(
    `From play to the first frame: ${without.toFixed(0)} ms without, ${withIt.toFixed(0)} ms with the player.`,
  );
  // As long as a frame of the clip lasts; what is above is the noise of a busy machine.
  expect(withIt - without).toBeLessThan(100);
}, 180_000);
