import type { LiveStream, Denial as Reason } from '../../../player/src/types.ts';
import { iconOf, titleOf } from './catalogue.ts';
import { copy, find, part, write } from './dom.ts';
import { clockTime, denial } from './words.ts';

/** The panel that a denied viewer sees instead of the film: which streams run where, and how to watch here instead. */
export class Denial {
  readonly #panel: HTMLElement;
  readonly #takeOver: (stream: LiveStream) => void;

  /**
   * @param takeOver called with the stream that the viewer chooses to end
   * @param closed called when the viewer chooses none
   */
  constructor(panel: HTMLElement, takeOver: (stream: LiveStream) => void, closed: () => void) {
    this.#panel = panel;
    this.#takeOver = takeOver;
    part(panel, 'later').addEventListener('click', closed);
  }

  get isShown(): boolean {
    return !this.#panel.hidden;
  }

  /** @param device that was denied */
  show(reason: Extract<Reason, { reason: 'stream-limit-reached' }>, device: string): void {
    const { streams, sessions } = reason;
    const offered = streams.filter(({ session }) => sessions?.includes(session) ?? true);
    this.#panel.hidden = false;
    write(part(this.#panel, 'screen'), `On the ${device.toLowerCase()}, the viewer sees`);
    part(this.#panel, 'watching').replaceChildren(...offered.map((stream) => this.#row(stream)));
    write(part(this.#panel, 'sentence'), denial(reason));
    // The panel opens below the streams, which on most screens is below the fold.
    this.#panel.scrollIntoView({ block: 'nearest' });
  }

  /** @returns whether the panel had the focus */
  hide(): boolean {
    const focused = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    // A screen reader announces the next denial only if the text changes.
    write(part(this.#panel, 'sentence'), '');
    return focused;
  }

  #row(stream: LiveStream): HTMLElement {
    const title = titleOf(stream.stream);
    const device = stream.device ?? 'Another device';
    const row = copy('watching');
    find(row, 'use', SVGUseElement).setAttribute('href', iconOf(stream.device));
    write(part(row, 'title'), title);
    write(part(row, 'device'), device);
    part(row, 'device').title = device;
    write(part(row, 'since'), `since ${clockTime(Date.parse(stream.startedAt))}`);
    const button = part(row, 'instead');
    button.ariaLabel = `Watch here instead of ${title} on ${device}`;
    button.addEventListener('click', () => this.#takeOver(stream));
    return row;
  }
}
