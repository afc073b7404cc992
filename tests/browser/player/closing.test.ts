import { afterAll, beforeAll, test } from '@jest/globals';
import { type Cinema, openCinema } from '../../support/cinema.ts';
import { until } from '../../support/until.ts';

const TOKEN_SECONDS = 6;

let cinema: Cinema;

beforeAll(async () => {
  const [lease, renewal] = ['120', '50'];
  cinema = await openCinema({
    LEASE_SECONDS: lease,
    SPARE_LEASE_SECONDS: lease,
    RENEW_SECONDS: renewal,
    SPARE_RENEW_SECONDS: renewal,
  });
});
afterAll(() => cinema?.close());

test('a page whose token would have expired long before the next renewal leaves no ghost when it is closed', async () => {
  const user = await cinema.newUser();
  cinema.setTokenSeconds(TOKEN_SECONDS);
  const screen = await cinema.open(user);
  await screen.play();
  await screen.page.waitForTimeout((TOKEN_SECONDS + 2) * 1000);
  await screen.page.close({ runBeforeUnload: true });
  await until(
    () => cinema.sessions(user),
    (all) => all.length === 0,
    3000,
  );
});
