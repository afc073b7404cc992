import { copy, part, write } from './dom.ts';
import type { Player } from './player.ts';
import { describe, type Tile } from './tile.ts';
import { ending } from './words.ts';

/** A player here that has lost its lease, with the reason; it stays until it is dismissed. */
export function endedTile(player: Player, dismiss: () => void): Tile {
  const item = copy('ended');
  const what = describe(item, player);
  write(part(item, 'reason'), farewell(player));
  const button = part(item, 'dismiss');
  button.ariaLabel = `Dismiss ${what}`;
  button.addEventListener('click', dismiss);
  return {
    item,
    key: `${player.state} ${player.session} ${player.stream}`,
    expiresAt: () => Number.POSITIVE_INFINITY,
    update: () => {},
    tick: () => {},
  };
}

/** Why a player has no lease any more. */
export function farewell({ state, ending: why }: Player): string {
  if (state === 'refused') return 'Gave up: the service does not let it renew.';
  if (state === 'lost') return 'Gave up: the service did not answer until the lease had run out.';
  return ending(why);
}
