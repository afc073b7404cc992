import { copy, part, write } from './dom.ts';
import type { Playing } from './playing.ts';
import { describe, showPicture, type Tile } from './tile.ts';
import { ending } from './words.ts';

/**
 * The tile of a player on this page without a lease. It shows why, until it is dismissed or the service answers.
 * @param dismiss called when it should go
 */
export function endedTile(player: Playing, dismiss: () => void): Tile {
  const item = copy('ended');
  const what = describe(item, player);
  item.dataset.state = player.isAlive ? 'unreachable' : 'ended';
  write(part(item, 'reason'), whyWithout(player));
  const button = part(item, 'dismiss');
  const action = player.isAlive ? 'Stop' : 'Dismiss';
  write(button, action);
  button.ariaLabel = `${action} ${what}`;
  button.addEventListener('click', dismiss);
  return {
    item,
    key: `${player.state} ${player.session} ${player.stream}`,
    expiresAt: () => Number.POSITIVE_INFINITY,
    update: () => {},
    tick: () => showPicture(item, player),
  };
}

/** Why a player has no lease. */
export function whyWithout({ isAlive, fault, ending: end }: Playing): string {
  if (isAlive) return 'No answer from the service: still playing, and asking again';
  return fault ? `Gave up. ${fault.message}` : ending(end ?? { reason: 'unknown' });
}
