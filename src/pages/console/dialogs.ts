import type { Api } from './api.ts';
import { explain } from './context.ts';
import { fieldOf, find, part, tell, whileBusy, write } from './dom.ts';
import type { ShownUser } from './wire.ts';

/** A dialog whose form does something with the service; a refusal is shown in it, and it stays open. */
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

/** @returns what opens it */
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

/** @returns what opens it, for one user */
export function removeDialog(api: Api): (user: ShownUser, removed: () => void) => void {
  let chosen: { user: ShownUser; removed: () => void } | undefined;
  const { element } = new Dialog('remove', async () => {
    if (chosen === undefined) return;
    await api.removeUser(chosen.user.id);
    chosen.removed();
  });
  return (user, removed) => {
    chosen = { user, removed };
    write(part(element, 'text'), `${user.Name} (${user.id}) goes, and whatever they watch ends.`);
    element.showModal();
  };
}
