import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openConsole, type TestConsole } from '../support/console.ts';

const LEASE_SECONDS = 6;
const LEASE_MS = LEASE_SECONDS * 1000;

let console: TestConsole;

beforeAll(async () => {
  console = await openConsole({ LEASE_SECONDS: String(LEASE_SECONDS) });
});
afterAll(() => console?.close());
beforeEach(() => console.newViewer());
afterEach(() => console.expectNoFaults());

describe('the rule of three', () => {
  test('three streams start, and the fourth is denied in words that a viewer understands', async () => {
    const { card, start, startThree, streams } = console;
    await startThree();
    await card().getByText('3 of 3 in use').waitFor();
    await start('Northern Line', 'Tablet');
    const denial = card().getByRole('region', { name: 'What the viewer sees' });
    const alert = denial.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toBe('You are already watching on 3 devices.');
    expect(await denial.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^Harbour Lights\s+Television\s+since \d/),
      expect.stringMatching(/^The Long Night\s+Phone\s+since \d/),
      expect.stringMatching(/^Salt & Stone\s+Laptop\s+since \d/),
    ]);
    await console.screenshot('denial');
    await console.expectRefusal('/requeststream');

    await denial.getByRole('button', { name: 'Not now' }).click();
    expect(await denial.isVisible()).toBe(false);
    expect(await streams()).toEqual(['stream_100', 'stream_101', 'stream_102']);
  });

  test('a stopped stream frees its slot, and the others stay in place', async () => {
    const { card, startThree, streams } = console;
    await startThree();
    await card().getByRole('button', { name: 'Stop Harbour Lights on Television' }).click();
    await card().getByText('2 of 3 in use').waitFor();
    const slots = await card().locator('.slot').allInnerTexts();
    expect(slots).toEqual([
      expect.stringContaining('The Long Night'),
      expect.stringContaining('Salt & Stone'),
      '1 free',
    ]);
    expect(await streams()).toEqual(['stream_101', 'stream_102']);
  });

  test('a crashed player’s slot is free when its lease has expired; the next start takes it, and renewed ones stay', async () => {
    const { card, slot, start, startThree, streams, page } = console;
    await startThree();
    await card().getByRole('button', { name: 'Crash The Long Night on Phone' }).click();
    await slot('The Long Night').getByText('Crashed, no renewals').waitFor();
    expect(await slot('The Long Night').getByRole('timer').textContent()).toMatch(/^Free in 0:0[1-6]$/);
    await console.screenshot('crashed');
    await slot('The phone crashed and its lease ran out.').waitFor();
    await start('Match of the Week', 'Tablet');
    await slot('Match of the Week').waitFor();
    await card().getByText('3 of 3 in use').waitFor();

    // Longer than a lease lasts that nobody renews.
    await page().waitForTimeout(LEASE_MS + 500);
    expect(await streams()).toEqual(['stream_100', 'stream_102', 'stream_104']);
    expect(await slot('Playing here').count()).toBe(3);
  });
});

describe('a player', () => {
  test('that was stopped elsewhere says so at its next renewal', async () => {
    const { card, slot, start, service, id } = console;
    await start('Harbour Lights', 'Television');
    await slot('Playing here').waitFor();
    const { body } = await service.get(`/getstreams?id=${id()}`);
    await service.post('/stopstream', { id: id(), session: body.streams[0].session });
    const ended = slot('Ended elsewhere');
    await ended.waitFor();
    expect(await ended.textContent()).toContain('Harbour Lights');
    await console.expectRefusal('/renewstream');
    await card().getByRole('button', { name: 'Dismiss Harbour Lights on Television' }).click();
    expect(await ended.count()).toBe(0);
  });

  test('that gets no answer tries again, and plays on', async () => {
    const { slot, start, streams, page } = console;
    await page().route('**/renewstream', (route) => route.abort());
    await start('Harbour Lights', 'Television');
    await slot('No answer, asking again').waitFor();
    await page().unroute('**/renewstream');
    await slot('Playing here').waitFor();
    await console.expectRefusal('/renewstream');
    await page().waitForTimeout(LEASE_MS);
    expect(await streams()).toEqual(['stream_100']);
  });

  test('that gets no answer until its lease has expired says so, keeps asking, and continues as soon as it can', async () => {
    const { slot, start, streams, page } = console;
    await page().route('**/renewstream', (route) => route.abort());
    await start('Harbour Lights', 'Television');
    await slot('No answer from the service: still playing, and asking again').waitFor();
    await console.expectRefusal('/renewstream');
    expect(await streams()).toEqual([]);
    await page().unroute('**/renewstream');
    await slot('Playing here').waitFor();
    expect(await streams()).toEqual(['stream_100']);
  });

  test('whose start gets no answer keeps asking, and plays or is denied when there is one', async () => {
    const { card, slot, start, startThree, streams, page } = console;
    await page().route('**/requeststream', (route) => route.abort());
    await start('Harbour Lights', 'Television');
    await slot('No answer from the service: still playing, and asking again').waitFor();
    await console.expectRefusal('/requeststream');
    await page().unroute('**/requeststream');
    await slot('Playing here').waitFor();
    expect(await streams()).toEqual(['stream_100']);

    await card().getByRole('button', { name: 'Stop Harbour Lights on Television' }).click();
    await card().getByText('0 of 3 in use').waitFor();
    await startThree();
    await page().route('**/requeststream', (route) => route.abort());
    await start('Northern Line', 'Tablet');
    await slot('No answer from the service').waitFor();
    await page().unroute('**/requeststream');
    await card().getByRole('region', { name: 'What the viewer sees' }).waitFor();
    expect(await slot('No answer from the service').count()).toBe(0);
    await console.expectRefusal('/requeststream');
  });

  test('frees its slot when the page is closed', async () => {
    const { slot, start, streams, page } = console;
    await start('Harbour Lights', 'Television');
    await slot('Playing here').waitFor();
    await page().goto('about:blank');
    await console.untilLogged('stream-stopped');
    expect(await streams()).toEqual([]);
  });

  test('on another device is shown with that device as text, and can be stopped', async () => {
    const { card, slot, service, id } = console;
    await service.post('/requeststream', { id: id(), stream: 'news', session: 'tv-9', device: '<b>Attic</b> TV' });
    await slot('Another player').waitFor();
    expect(await slot('Another player').textContent()).toMatch(/<b>Attic<\/b> TV.*news.*tv-9/s);
    await card().getByRole('button', { name: 'Stop news' }).click();
    await card().getByText('0 of 3 in use').waitFor();
  });
});

test('the time left is by the server’s clock, whatever the browser’s says', async () => {
  const { slot, start, page } = console;
  await page().addInitScript(
    `Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin - 7_200_000 });
    Date.now = () => performance.timeOrigin + performance.now();`,
  );
  await page().reload();
  await console.findViewer();
  await start('Harbour Lights', 'Television');
  await slot('Playing here').waitFor();
  expect(await slot('Playing here').getByRole('timer').textContent()).toMatch(/^0:0[3-7] left$/);
});
