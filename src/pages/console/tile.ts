import { hueOf, iconOf, titleOf } from './catalogue.ts';
import type { Context } from './context.ts';
import { copy, find, part, write } from './dom.ts';
import type { Player } from './player.ts';
import type { Stream } from './wire.ts';
import { timeLeft } from './words.ts';

/** What is shown in one slot. */
export interface Tile {
  readonly item: HTMLElement;
  /** Equal for tiles that show the same, but for the time. */
  readonly key: string;
  /** When the lease that is shown runs out, in epoch milliseconds; never, for a free slot. */
  readonly expiresAt: () => number;
  readonly update: (stream: Stream) => void;
  readonly tick: () => void;
}

/** All leases last equally long: as long as the most time left that was seen, in milliseconds. */
let leaseMs = 1;

/** @param why how it came free, if there is a story to it */
export function freeTile(why: string): Tile {
  const item = copy('free');
  write(part(item, 'why'), why);
  return { item, key: 'free', expiresAt: () => Number.POSITIVE_INFINITY, update: () => {}, tick: () => {} };
}

export const takenKey = ({ session, stream }: Stream): string => `${session} ${stream}`;

export function takenTile({ clock, players }: Context, id: string, stream: Stream, stop: () => void): Tile {
  const { session, device = 'Unnamed device' } = stream;
  const title = titleOf(stream.stream);
  const item = copy('taken');
  item.style.setProperty('--hue', String(hueOf(stream.stream)));
  find(item, 'use', SVGUseElement).setAttribute('href', iconOf(stream.device));
  write(part(item, 'device'), device);
  write(part(item, 'title'), title);
  write(part(item, 'stream'), stream.stream);
  const sessionText = part(item, 'session');
  write(sessionText, session);
  sessionText.title = session;
  const stopButton = part(item, 'stop');
  stopButton.ariaLabel = `Stop ${title} on ${device}`;
  stopButton.addEventListener('click', stop);
  const crashButton = part(item, 'crash');
  crashButton.ariaLabel = `Crash ${title} on ${device}`;
  const state = part(item, 'state');
  const left = part(item, 'left');
  const bar = part(item, 'bar');

  let expiresAt = Date.parse(stream.expiresAt);
  const tick = () => {
    const player = players.get(id, session);
    if (player) expiresAt = Math.max(expiresAt, player.expiresAt);
    const remaining = Math.max(0, expiresAt - clock.now());
    leaseMs = Math.max(leaseMs, remaining);
    item.dataset.state = player?.state ?? 'elsewhere';
    write(state, stateOf(player));
    write(left, player?.isAlive === false ? `Free in ${timeLeft(remaining)}` : `${timeLeft(remaining)} left`);
    bar.style.setProperty('--left', String(remaining / leaseMs));
    crashButton.hidden = player?.isAlive !== true;
  };
  crashButton.addEventListener('click', () => {
    players.get(id, session)?.crash();
    stopButton.focus();
    tick();
  });
  return {
    item,
    key: takenKey(stream),
    expiresAt: () => expiresAt,
    update: (now) => {
      expiresAt = Date.parse(now.expiresAt);
    },
    tick,
  };
}

function stateOf(player: Player | undefined): string {
  switch (player?.state) {
    case 'playing':
      return 'Playing here';
    case 'retrying':
      return 'No answer, retrying';
    case 'crashed':
      return 'Crashed, no renewals';
    case 'refused':
    case 'lost':
      return 'Gave up';
    case 'ended':
    case 'stopped':
      return 'Stopping';
    case undefined:
      return 'Another player';
  }
}
