import type { Api } from './api.ts';
import { explain } from './context.ts';
import { fieldOf, find, part, tell, whileBusy, write } from './dom.ts';
import type { UserCard } from './user-card.ts';
import type { ShownUser } from './wire.ts';

/** A dialog with a form that calls the service. If that refuses, the dialog stays open and shows why. */
class Dialog {
  readonly element: HTMLDialogElement;
  readonly form: HTMLFormElement;

  constructor(id: string, run: () => Promise<void>) {
    this.element = find(document, `dialog#${id}`, HTMLDialogElement);
    this.form = find(this.element, 'form', HTMLFormElement);
    const fault = part(this.form, 'fault');
    part(this.form, 'cancel').addEventListener('click', () => this.element.close());
    this.element.addEventListener('close', () => tell(fault, ''));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      whileBusy(this.form, async () => {
        tell(fault, '');
        try {
          await run();
          this.element.close();
        } catch (error) {
          tell(fault, explain(error));
        }
      });
    });
  }
}

/** @returns a function that opens it */
export function createDialog(api: Api, created: (user: ShownUser) => void): () => void {
  const { element, form } = new Dialog('create', async () => {
    const id = fieldOf(form, 'id');
    const Name = fieldOf(form, 'name');
    const Subscription = fieldOf(form, 'subscription');
    created(await api.createUser({ ...(id === '' ? {} : { id }), Name, Subscription }));
  });
  return () => {
    form.reset();
    element.showModal();
  };
}

/**
 * A dialog that asks for confirmation before something is done to a user.
 * @param text says what will happen
 * @param run does it
 * @returns a function that opens it
 */
export function confirmDialog(
  id: string,
  text: (user: ShownUser) => string,
  run: (card: UserCard, form: HTMLFormElement) => Promise<void>,
): (card: UserCard) => void {
  let chosen: UserCard | undefined;
  const { element, form } = new Dialog(id, async () => {
    if (chosen) await run(chosen, form);
  });
  return (card) => {
    chosen = card;
    form.reset();
    write(part(element, 'text'), text(card.user));
    element.showModal();
  };
}
