import { Api } from './api.ts';
import { backOffice } from './back-office.ts';
import { titleOf } from './catalogue.ts';
import type { Context } from './context.ts';
import { createDialog } from './dialogs.ts';
import { find, whileBusy, write } from './dom.ts';
import { whyWithout } from './ended-tile.ts';
import { Players } from './players.ts';
import { ServerClock } from './server-clock.ts';
import { askForToken, mayAdminister } from './token.ts';
import { UsersView } from './users-view.ts';

const TICK_MS = 250;
const TOAST_MS = 6000;

// This clock runs evenly, even if someone sets the machine's.
const clock = new ServerClock(() => performance.timeOrigin + performance.now());
const api = new Api(clock);
const players = new Players(api, clock, (player, previous) => {
  users.changed(player);
  const title = titleOf(player.stream);
  const where = `on the ${player.device.toLowerCase()}`;
  if (player.state === 'playing' && previous !== 'uncertain') say(`${title} is playing ${where}.`);
  if (player.state === 'ended' || player.state === 'failed') say(`${title} ${where}: ${whyWithout(player)}`);
});

let fade = 0;
function say(text: string): void {
  const toast = find(document, '#toast', HTMLElement);
  write(toast, text);
  clearTimeout(fade);
  fade = window.setTimeout(() => write(toast, ''), TOAST_MS);
}

const context: Context = { api, clock, players, mayRevoke: () => mayAdminister(api.token), say };
const users = new UsersView(context, backOffice(context));
const openCreate = createDialog(api, (user) => {
  users.add(user);
  say(`${user.Name} was created.`);
});

find(document, '#new', HTMLElement).addEventListener('click', openCreate);
find(document, '#empty button', HTMLElement).addEventListener('click', openCreate);
const refresh = find(document, '#refresh', HTMLElement);
refresh.addEventListener('click', () => whileBusy(refresh, () => users.refresh()));

askForToken(api, () => users.refresh());
setInterval(() => users.tick(), TICK_MS);
users.load();
