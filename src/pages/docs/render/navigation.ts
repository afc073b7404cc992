import { document, type Endpoint, endpoints } from './document.ts';
import { type Html, html } from './html.ts';

/** The list at the side. On a narrow screen it unfolds under a button (browser/navigation.ts). */
export const navigation = (): Html => html`<nav id="contents" aria-label="Contents">
  <ul>
    <li><a href="#introduction">Introduction</a></li>
    <li><a href="#authorization">Authorization</a></li>
    ${document.tags.map(
      ({ name }) => html`<li>
        <a href="#${sectionOf(name)}">${name}</a>
        <ul>
          ${endpointsOf(name).map(({ operationId, summary }) => html`<li><a href="#${operationId}">${summary}</a></li>`)}
        </ul>
      </li>`,
    )}
    <li><a href="#refusals">Refusals</a></li>
    <li><a href="openapi.json">openapi.json</a></li>
  </ul>
</nav>`;

export const endpointsOf = (tag: string): readonly Endpoint[] => endpoints.filter(({ tags }) => tags.includes(tag));

/** The id of a tag's section. */
export const sectionOf = (tag: string): string => tag.toLowerCase();
