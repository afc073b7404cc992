import { document } from './render/document.ts';
import { heading } from './render/heading.ts';
import { html } from './render/html.ts';
import { markdown } from './render/markdown.ts';
import { endpointsOf, navigation, sectionOf } from './render/navigation.ts';
import { operation } from './render/operation.ts';
import { refusals } from './render/refusals.ts';

/** The reference at /docs: openapi.json as a page, made when the function is bundled (build/plugins.mjs). */
const page = html`<!doctype html>
<html lang="en" data-language="curl">
  <head>
    <meta charset="utf-8">
    <title>Streamgate API</title>
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/docs.css">
    <script type="module" src="docs/docs.js"></script>
  </head>
  <body>
    <a class="skip" href="#main">Skip to the text</a>
    <header>
      <p><a href="#introduction">Streamgate <span>API ${document.info.version}</span></a></p>
      <button type="button" id="menu" aria-controls="contents" aria-expanded="false" hidden>Contents</button>
    </header>
    ${navigation()}
    <main id="main" tabindex="-1">
      <section aria-labelledby="introduction">
        <h1 id="introduction">The Streamgate API</h1>
        <div class="words">${markdown(document.info.description)}</div>
      </section>
      <section aria-labelledby="authorization">
        ${heading(2, 'authorization', 'Authorization')}
        <div class="words">${markdown(document.components.securitySchemes.token.description)}</div>
        <form id="token" class="panel" aria-label="Token" hidden>
          <p>Paste an access token to try the API with it. It stays in this tab and is gone when you close it.</p>
          <label>Access token <input name="token" type="password" spellcheck="false" autocomplete="off"></label>
          <button type="submit">Use this token</button>
          <p role="status"></p>
        </form>
      </section>
      ${document.tags.map(
        ({ name, description }) => html`<section aria-labelledby="${sectionOf(name)}">
          ${heading(2, sectionOf(name), name)}
          <div class="words">${markdown(description)}</div>
          ${endpointsOf(name).map(operation)}
        </section>`,
      )}
      ${refusals()}
    </main>
  </body>
</html>`;

export default page.markup;
