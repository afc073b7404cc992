import type { Context } from './context.ts';
import { confirmDialog } from './dialogs.ts';
import { fieldOf } from './dom.ts';
import type { CardEvents } from './user-card.ts';
import { clockTime } from './words.ts';

/** Actions of the back office on a user, each with a confirmation. */
export function backOffice({ api, clock, say }: Context): Pick<CardEvents, 'remove' | 'endAll' | 'block'> {
  const remove = confirmDialog(
    'remove',
    ({ id, Name }) => `This removes ${Name} (${id}) and ends whatever they are watching.`,
    async (card) => {
      await api.removeUser(card.user.id);
      card.remove();
      say(`${card.user.Name} was removed.`);
    },
  );
  const endAll = confirmDialog(
    'end-all',
    ({ id, Name }) =>
      `Each stream of ${Name} (${id}) ends when its player next renews. The user can start again at once.`,
    async (card) => {
      const { revoked } = await api.revoke(card.user.id);
      say(`${howMany(revoked.length)} of ${card.user.Name} ended.`);
      await card.look();
    },
  );
  const block = confirmDialog(
    'block',
    ({ id, Name }) => `All streams of ${Name} (${id}) end, and none can start until the block ends or is lifted.`,
    async (card, form) => {
      const { revoked, blockedUntil } = await api.revoke(card.user.id, Number(fieldOf(form, 'seconds')));
      const until = Date.parse(blockedUntil ?? '') || 0;
      card.showBlock(until);
      say(`${card.user.Name} is blocked until ${clockTime(until, clock.now())}. ${howMany(revoked.length)} ended.`);
      await card.look();
    },
  );
  return { remove, endAll, block };
}

const howMany = (streams: number): string => (streams === 1 ? '1 stream' : `${streams === 0 ? 'No' : streams} streams`);
