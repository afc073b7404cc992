import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface FontSet {
  /** Folders of the packages that hold the fonts. */
  readonly folders: readonly string[];
  readonly sans: string;
  readonly monospace: string;
}

/**
 * What a page may meet: fonts as wide as Arial, and ones as wide as Verdana. They come from packages, so that no test
 * depends on the fonts of one machine.
 */
const FONT_SETS = {
  arimo: {
    folders: ['@expo-google-fonts/arimo', '@expo-google-fonts/cousine'],
    sans: 'Arimo',
    monospace: 'Cousine',
  },
  dejavu: { folders: ['dejavu-fonts-ttf/ttf'], sans: 'DejaVu Sans', monospace: 'DejaVu Sans Mono' },
} satisfies Record<string, FontSet>;

export type Fonts = keyof typeof FONT_SETS;

/** The sets that each layout test runs with. */
export const ALL_FONTS: readonly Fonts[] = ['arimo', 'dejavu'];

/**
 * Makes a set of fonts the only ones of a program that asks fontconfig, as Chromium does.
 * @param folder where the configuration and its cache go
 * @returns what to add to the program's environment
 */
export function fontEnvironment(fonts: Fonts, folder: string): { FONTCONFIG_FILE: string } {
  const { folders, sans, monospace }: FontSet = FONT_SETS[fonts];
  const file = join(folder, 'fonts.conf');
  mkdirSync(folder, { recursive: true });
  const lines = [
    ...folders.map((each) => `<dir>${resolve('tests/browser/node_modules', each)}</dir>`),
    `<cachedir>${join(folder, 'cache')}</cachedir>`,
    ...['sans-serif', 'serif', 'system-ui', 'ui-sans-serif'].map((family) => alias(family, sans)),
    ...['monospace', 'ui-monospace'].map((family) => alias(family, monospace)),
    // Whatever other family a page names.
    `<match><edit name="family" mode="append_last"><string>${sans}</string></edit></match>`,
  ];
  writeFileSync(file, `<?xml version="1.0"?>\n<fontconfig>\n${lines.join('\n')}\n</fontconfig>\n`);
  return { FONTCONFIG_FILE: file };
}

const alias = (family: string, font: string): string =>
  `<alias binding="same"><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
