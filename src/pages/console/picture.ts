import type { Playing } from './playing.ts';

/** The picture of a player: none. `npm start -- --media` uses src/pages/media/picture.ts instead of this file. */
export const pictureOf = (_: Playing): HTMLElement | undefined => undefined;

/** A button that plays without asking the service: none. */
export const offerCheat = (_: HTMLElement): void => {};
