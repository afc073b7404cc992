import { Api } from './api.ts';
import { backOffice } from './back-office.ts';
import { titleOf } from './catalogue.ts';
import type { Context } from './context.ts';
import { createDialog } from './dialogs.ts';
import { find, whileBusy, write } from './dom.ts';
import { farewell } from './ended-tile.ts';
import { Players } from './players.ts';
import { ServerClock } from './server-clock.ts';
import { askForToken, mayAdminister } from './token.ts';
import { UsersView } from './users-view.ts';

const TICK_MS = 250;
const TOAST_MS = 6000;

// This clock runs evenly, also when someone sets the machine's.
const clock = new ServerClock(() => performance.timeOrigin + performance.now());
const api = new Api(clock);
const after = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
const players = new Players({ renew: api.renew, now: clock.now, random: Math.random, after }, (player) => {
  const isLost = ['ended', 'refused', 'lost'].includes(player.state);
  if (isLost) say(`${titleOf(player.stream)} on the ${player.device.toLowerCase()}: ${farewell(player)}`);
});

let fade = () => {};
function say(text: string): void {
  const toast = find(document, '#toast', HTMLElement);
  write(toast, text);
  fade();
  fade = after(TOAST_MS, () => write(toast, ''));
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
addEventListener('pagehide', () => {
  for (const player of players.all()) {
    if (!player.isAlive) continue;
    player.stop();
    players.forget(player);
    // The page is going: nobody is left to tell whether it succeeded, and if not, the lease runs out.
    api.stop(player.id, player.session).catch(() => {});
  }
});
users.load();
