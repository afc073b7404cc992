import { Api } from './api.ts';
import type { Context } from './context.ts';
import { createDialog, removeDialog } from './dialogs.ts';
import { find, whileBusy, write } from './dom.ts';
import { farewell } from './notes.ts';
import { Players } from './players.ts';
import { ServerClock } from './server-clock.ts';
import { askForToken } from './token.ts';
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
  const text = farewell(player);
  if (text !== undefined) say(text);
});

let fade = () => {};
function say(text: string): void {
  const toast = find(document, '#toast', HTMLElement);
  write(toast, text);
  fade();
  fade = after(TOAST_MS, () => write(toast, ''));
}

const context: Context = { api, clock, players, say };
const openRemove = removeDialog(api);
const users = new UsersView(context, (card) => {
  openRemove(card.user, () => {
    for (const player of players.of(card.user.id)) {
      player.stop();
      players.forget(player);
    }
    users.drop(card);
    say(`${card.user.Name} was removed.`);
  });
});
const openCreate = createDialog(api, (user) => {
  users.add(user);
  say(`${user.Name} was created.`);
});

find(document, '#new', HTMLElement).addEventListener('click', openCreate);
find(document, '#empty button', HTMLElement).addEventListener('click', openCreate);
const refresh = find(document, '#refresh', HTMLElement);
refresh.addEventListener('click', () => whileBusy(refresh, () => users.load()));

askForToken(api, () => users.restart());
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
