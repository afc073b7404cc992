import { DEVICES, TITLES } from './catalogue.ts';
import { find, part, whileBusy } from './dom.ts';

/** Where a card chooses what to watch, and on which device. */
export class StartForm {
  readonly #button: HTMLElement;
  readonly #stream: HTMLSelectElement;
  readonly #device: HTMLSelectElement;

  constructor(card: HTMLElement, start: (stream: string, device: string) => Promise<void>) {
    const form = find(card, 'form', HTMLFormElement);
    this.#button = part(form, 'go');
    this.#stream = find(form, '[name=stream]', HTMLSelectElement);
    this.#device = find(form, '[name=device]', HTMLSelectElement);
    this.#stream.replaceChildren(...[...TITLES].map(([stream, title]) => new Option(title, stream)));
    this.#device.replaceChildren(...DEVICES.map((device) => new Option(device)));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      whileBusy(this.#button, () => start(this.#stream.value, this.#device.value));
    });
  }

  focus(): void {
    this.#button.focus();
  }

  /** Selects other ones than these, as nobody watches one film on two televisions. */
  offerNext({ stream, device }: { readonly stream: string; readonly device: string }): void {
    if (this.#stream.value !== stream || this.#device.value !== device) return;
    for (const select of [this.#stream, this.#device]) {
      select.selectedIndex = (select.selectedIndex + 1) % select.length;
    }
  }
}
