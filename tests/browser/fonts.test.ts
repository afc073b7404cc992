import { expect, test } from '@jest/globals';
import { openBrowser } from '../support/browser.ts';
import type { Fonts } from '../support/fonts.ts';

/** How wide a line is in these families, in pixels. */
async function widths(fonts: Fonts, families: readonly string[]): Promise<number[]> {
  const browser = await openBrowser(fonts);
  try {
    const { page } = await browser.openPage('about:blank');
    return await page.evaluate(`${JSON.stringify(families)}.map((family) => {
      const line = document.createElement('span');
      line.style.cssText = 'position: absolute; font: 16px ' + family;
      line.textContent = 'You are watching on 3 devices already.';
      document.body.append(line);
      return line.getBoundingClientRect().width;
    })`);
  } finally {
    await browser.close();
  }
}

test("a set of fonts is all that its browser has, whatever the machine's are", async () => {
  const families = ['system-ui', 'sans-serif', '"Liberation Sans", sans-serif', 'Roboto'];
  const [arimo, dejavu] = await Promise.all([widths('arimo', families), widths('dejavu', families)]);
  expect(new Set(arimo)).toEqual(new Set([277]));
  expect(new Set(dejavu)).toEqual(new Set([310]));
});
