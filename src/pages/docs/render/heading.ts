import { Html, html } from './html.ts';

/** A heading that links to itself, so that a reader can point others to it. */
export const heading = (level: 2 | 3, id: string, text: string): Html =>
  html`${new Html(`<h${level}`)} id="${id}"><a href="#${id}">${text}</a>${new Html(`</h${level}>`)}`;
