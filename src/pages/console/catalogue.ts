/** The streams that this page offers. The service accepts any id. */
export const TITLES: ReadonlyMap<string, string> = new Map([
  ['stream_100', 'Harbour Lights'],
  ['stream_101', 'The Long Night'],
  ['stream_102', 'Salt & Stone'],
  ['stream_103', 'Northern Line'],
  ['stream_104', 'Match of the Week'],
  ['stream_105', 'A Garden in Winter'],
]);

export const DEVICES = ['Television', 'Phone', 'Laptop', 'Tablet', 'Games console'] as const;

export const titleOf = (stream: string): string => TITLES.get(stream) ?? stream;

/** The symbol in index.html for a device. */
export const iconOf = (device: string | undefined): string => {
  const known = DEVICES.find((name) => name === device);
  return `#icon-${known === undefined ? 'player' : known.toLowerCase().replace(' ', '-')}`;
};

/** A colour for each stream, as a hue in degrees from green to red, because dark yellow looks like mud. */
export const hueOf = (stream: string): number =>
  150 + [...stream].reduce((hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0) * 67) % 230, 0);

/** A random session, which nobody else can guess, and so nobody can renew or stop. */
export const newSession = (device: string): string => {
  const random = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0'));
  return `${device.toLowerCase().replace(' ', '-')}-${random.join('')}`;
};
