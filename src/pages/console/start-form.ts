import { DEVICES, TITLES } from './catalogue.ts';
import { find, part, whileBusy } from './dom.ts';

type Tags = Readonly<Record<string, string>>;

/** The form of a card that chooses a stream and a device. */
export class StartForm {
  readonly #form: HTMLElement;
  readonly #button: HTMLElement;
  readonly #stream: HTMLSelectElement;
  readonly #device: HTMLSelectElement;
  readonly #tags: HTMLInputElement;

  constructor(card: HTMLElement, start: (stream: string, device: string, tags: Tags | undefined) => Promise<void>) {
    const form = find(card, 'form', HTMLFormElement);
    this.#form = form;
    this.#button = part(form, 'go');
    this.#stream = find(form, '[name=stream]', HTMLSelectElement);
    this.#device = find(form, '[name=device]', HTMLSelectElement);
    this.#tags = find(form, '[name=tags]', HTMLInputElement);
    this.#stream.replaceChildren(...[...TITLES].map(([stream, title]) => new Option(title, stream)));
    this.#device.replaceChildren(...DEVICES.map((device) => new Option(device)));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      whileBusy(this.#button, () => start(this.#stream.value, this.#device.value, tagsIn(this.#tags.value)));
    });
  }

  /** Shows the field for tags, which only policies use. */
  askForTags(matter: boolean): void {
    part(this.#form, 'tags').hidden = !matter;
  }

  focus(): void {
    this.#button.focus();
  }

  /** Selects the next stream and device: nobody watches one film on two televisions. */
  offerNext({ stream, device }: { readonly stream: string; readonly device: string }): void {
    if (this.#stream.value !== stream || this.#device.value !== device) return;
    for (const select of [this.#stream, this.#device]) {
      select.selectedIndex = (select.selectedIndex + 1) % select.length;
    }
  }
}

/**
 * @param text such as `quality:uhd place:home`; the input's pattern checks it
 * @returns undefined if it is empty
 */
function tagsIn(text: string): Tags | undefined {
  const tags = text.split(/\s+/).filter((tag) => tag !== '');
  return tags.length === 0 ? undefined : Object.fromEntries(tags.map((tag) => tag.split(':')));
}
