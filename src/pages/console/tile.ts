import { hueOf, iconOf, titleOf } from './catalogue.ts';
import type { Context } from './context.ts';
import { copy, find, part, write } from './dom.ts';
import { pictureOf } from './picture.ts';
import type { Playing } from './playing.ts';
import type { Stream } from './wire.ts';
import { timeLeft } from './words.ts';

/** What the page shows of one session. */
export interface Tile {
  readonly item: HTMLElement;
  /** Equal for tiles that differ only in the time. */
  readonly key: string;
  /** When the lease ends, in epoch milliseconds; infinite without a lease. */
  readonly expiresAt: () => number;
  readonly update: (stream: Stream) => void;
  /** @param isUnknown whether the service cannot be asked at present */
  readonly tick: (isUnknown: boolean) => void;
}

/** Puts the picture of a player on this page into its tile, if it has one. */
export function showPicture(item: HTMLElement, player: Playing | undefined): void {
  const picture = player && pictureOf(player);
  if (picture && picture.parentElement !== item) item.append(picture);
}

export const takenKey = ({ session, stream }: Stream): string => `${session} ${stream}`;

/**
 * Writes the stream and the device.
 * @returns their names, for the labels of the buttons
 */
export function describe(
  item: HTMLElement,
  { stream, session, device = 'Unnamed device' }: { stream: string; session: string; device?: string | undefined },
): string {
  const title = titleOf(stream);
  find(item, 'use', SVGUseElement).setAttribute('href', iconOf(device));
  for (const [name, text] of Object.entries({ device, title, stream, session })) {
    write(part(item, name), text);
    part(item, name).title = text;
  }
  return `${title} on ${device}`;
}

export function takenTile({ clock, players }: Context, id: string, stream: Stream, stop: () => void): Tile {
  const { session } = stream;
  const item = copy('taken');
  item.style.setProperty('--hue', String(hueOf(stream.stream)));
  const what = describe(item, stream);
  const stopButton = part(item, 'stop');
  stopButton.ariaLabel = `Stop ${what}`;
  stopButton.addEventListener('click', stop);
  const crashButton = part(item, 'crash');
  crashButton.ariaLabel = `Crash ${what}`;
  const state = part(item, 'state');
  const pace = part(item, 'pace');
  const left = part(item, 'left');
  const bar = part(item, 'bar');
  showPicture(item, players.get(id, session));

  let expiresAt = Date.parse(stream.expiresAt);
  /**
   * How long the lease lasts, in milliseconds: from its player or, without one here, the longest time left that was
   * seen.
   */
  let leaseMs = 1;
  const tick = (isUnknown: boolean) => {
    const player = players.get(id, session);
    if (player) expiresAt = Math.max(expiresAt, player.expiresAt);
    const remaining = Math.max(0, expiresAt - clock.now());
    leaseMs = player?.isAlive ? player.leaseMs : Math.max(leaseMs, remaining);
    const isUnanswered = isUnknown && player?.state !== 'crashed';
    item.dataset.state = isUnanswered ? 'unknown' : (player?.state ?? 'elsewhere');
    write(state, isUnanswered ? 'No answer from the service' : stateOf(player));
    write(pace, paceOf(player, clock.now()));
    write(left, player?.isAlive === false ? `Free in ${timeLeft(remaining)}` : `${timeLeft(remaining)} left`);
    bar.style.setProperty('--left', String(Math.min(1, remaining / leaseMs)));
    crashButton.hidden = player?.isAlive !== true;
  };
  crashButton.addEventListener('click', () => {
    players.get(id, session)?.crash();
    stopButton.focus();
    tick(false);
  });
  return {
    item,
    key: takenKey(stream),
    expiresAt: () => expiresAt,
    update: (now) => {
      const before = expiresAt;
      expiresAt = Date.parse(now.expiresAt);
      // Another program has renewed it, so the bar starts again.
      if (expiresAt !== before) leaseMs = 1;
    },
    tick,
  };
}

/** When a player on this page renews, and how long its lease lasts: long while the user has a free slot. */
function paceOf(player: Playing | undefined, now: number): string {
  if (player?.state !== 'playing') return '';
  return `Renews in ${timeLeft(player.renewsAt - now)}, lease ${timeLeft(Math.round(player.leaseMs / 1000) * 1000)}`;
}

function stateOf(player: Playing | undefined): string {
  switch (player?.state) {
    case 'playing':
      return 'Playing here';
    case 'asking':
    case 'uncertain':
    case 'unreachable':
      return 'No answer, asking again';
    case 'crashed':
      return 'Crashed, no renewals';
    case 'failed':
      return 'Gave up';
    case 'idle':
    case 'denied':
    case 'ended':
    case 'stopped':
      return 'Stopping';
    case undefined:
      return 'Another player';
  }
}
