import { iconOf, titleOf } from './catalogue.ts';
import { copy, find, part, write } from './dom.ts';
import type { Problem, Stream } from './wire.ts';
import { denial } from './words.ts';

/** What a viewer sees in place of the film, when all slots are taken: what is on and where, and how to make room. */
export class Denial {
  readonly #panel: HTMLElement;
  readonly #stop: (stream: Stream) => void;

  /** @param stop is called for the stream that the viewer gives up for the new one */
  constructor(panel: HTMLElement, stop: (stream: Stream) => void, closed: () => void) {
    this.#panel = panel;
    this.#stop = stop;
    part(panel, 'later').addEventListener('click', () => {
      this.hide();
      closed();
    });
  }

  get isShown(): boolean {
    return !this.#panel.hidden;
  }

  /** @param device the one that asked */
  show({ activeStreams = 0, streams = [] }: Problem, device: string): void {
    this.#panel.hidden = false;
    write(part(this.#panel, 'screen'), `On the ${device.toLowerCase()}, the viewer sees`);
    part(this.#panel, 'watching').replaceChildren(...streams.map((stream) => this.#row(stream)));
    write(part(this.#panel, 'sentence'), denial(activeStreams));
  }

  /** @returns whether the focus was in it */
  hide(): boolean {
    const focused = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    // A screen reader tells the next denial only if the text changes.
    write(part(this.#panel, 'sentence'), '');
    return focused;
  }

  #row(stream: Stream): HTMLElement {
    const title = titleOf(stream.stream);
    const device = stream.device ?? 'another device';
    const since = new Date(stream.startedAt).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
    const row = copy('watching');
    find(row, 'use', SVGUseElement).setAttribute('href', iconOf(stream.device));
    write(part(row, 'title'), title);
    write(part(row, 'where'), `${device}, since ${since}`);
    const button = part(row, 'stop');
    button.ariaLabel = `Stop ${title} on ${device} and watch here`;
    button.addEventListener('click', () => this.#stop(stream));
    return row;
  }
}
