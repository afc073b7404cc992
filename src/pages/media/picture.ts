import type { PassHolder } from '../../../player/src/hlsjs.ts';
import type { StreamPlayer } from '../../../player/src/types.ts';
import { find, part } from '../console/dom.ts';
import type { Playing } from '../console/playing.ts';
import { Screen } from './screen.ts';

const screens = new WeakMap<Playing, HTMLElement>();

/** The picture of a player. A button lets the player cheat: it continues with its last pass after it lost its slot. */
export function pictureOf(playing: Playing): HTMLElement {
  const element = screens.get(playing) ?? createPicture(playing.player, playing.stream);
  screens.set(playing, element);
  return element;
}

function createPicture(player: StreamPlayer, stream: string): HTMLElement {
  let cheats = false;
  const screen = new Screen(
    stream,
    holderOf(player, () => cheats),
  );
  const follow = (): void => {
    screen.button.hidden = cheats;
    if (player.mayPlay || cheats) screen.play();
    else screen.pause();
  };
  screen.button.textContent = 'Cheat';
  screen.button.title = 'Go on with the last pass, whatever the service says';
  screen.button.addEventListener('click', () => {
    cheats = true;
    screen.say('This player goes on with its last pass, and requests no other.');
    follow();
  });
  player.addEventListener('statechange', () => {
    if (!cheats) follow();
  });
  follow();
  return screen.element;
}

/** The player, or a cheat that keeps the last lease and never renews it. */
function holderOf(player: StreamPlayer, cheats: () => boolean): PassHolder {
  let last = player.lease;
  player.addEventListener('lease', ({ detail }) => {
    if (!cheats()) last = detail;
  });
  const { wake, addEventListener, removeEventListener } = player;
  return {
    get lease() {
      return cheats() ? last : player.lease;
    },
    get pass() {
      return cheats() ? last?.pass : player.pass;
    },
    get stream() {
      return cheats() ? (last?.stream ?? '') : player.stream;
    },
    get state() {
      return cheats() ? 'stopped' : player.state;
    },
    wake,
    addEventListener,
    removeEventListener,
  };
}

/** Adds a button to the card that plays without asking the service. */
export function offerCheat(card: HTMLElement): void {
  const form = find(card, 'form', HTMLFormElement);
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Play without asking';
  button.addEventListener('click', () => {
    const screen = new Screen(find(form, '[name=stream]', HTMLSelectElement).value);
    screen.say('This player requests media without a pass.');
    screen.button.textContent = 'Dismiss';
    screen.button.addEventListener('click', () => screen.close());
    part(card, 'messages').append(screen.element);
    screen.play();
  });
  form.append(button);
}
