import { jsonBlock } from './code.ts';
import { type Endpoint, nameOf, type Response } from './document.ts';
import { heading } from './heading.ts';
import { type Html, html } from './html.ts';
import { inlineMarkdown, markdown } from './markdown.ts';
import { codesOf } from './refusals.ts';
import { samples } from './samples.ts';
import { attribute, attributes } from './schema.ts';
import { tryIt } from './try-it.ts';

/** An endpoint: its description next to its samples. */
export function operation(endpoint: Endpoint): Html {
  const { operationId, summary, method, path, description } = endpoint;
  const [success] = successes(endpoint);
  return html`<article class="operation" aria-labelledby="${operationId}">
    <div class="words">
      ${heading(3, operationId, summary)}
      <p class="route"><span class="method">${method}</span> <code>${path}</code></p>
      ${markdown(description)}
      ${request(endpoint)}
      ${successes(endpoint).map(([status, response]) => answer(status, response))}
      ${refusals(endpoint)}
    </div>
    <div class="code">
      ${samples(endpoint)}
      ${tryIt(endpoint)}
      ${success && example(...success)}
    </div>
  </article>`;
}

const successes = ({ responses }: Endpoint) =>
  Object.entries(responses).filter(([, response]) => response.$ref === undefined);

function request({ parameters = [], requestBody }: Endpoint): Html | undefined {
  const schema = requestBody?.content['application/json']?.schema;
  const body = schema && attributes(schema);
  if (body) return html`<h4>Body</h4>${body}`;
  if (parameters.length === 0) return undefined;
  return html`<h4>Parameters</h4>
    <dl class="attributes">
      ${parameters.map(({ name, required, schema, description }) =>
        attribute(name, { ...schema, ...(description === undefined ? {} : { description }) }, required),
      )}
    </dl>`;
}

function answer(status: string, { description, content }: Response): Html {
  const body = content?.['application/json'];
  return html`<h4>Answer <span class="status">${status}</span></h4>
    <p>${inlineMarkdown(description)}</p>
    ${body && attributes(body.schema)}`;
}

function example(status: string, { content }: Response): Html | undefined {
  const [shown] = Object.values(content?.['application/json']?.examples ?? {});
  if (shown === undefined) return undefined;
  return html`<figure><figcaption><span>Answer ${status}</span></figcaption>${jsonBlock(shown.value)}</figure>`;
}

/** The refusals of an endpoint, each a link to its description, which all endpoints share. */
function refusals({ responses }: Endpoint): Html | undefined {
  const shared = Object.entries(responses).flatMap(([status, { $ref }]) =>
    $ref === undefined ? [] : codesOf(nameOf($ref)).map((code) => ({ status, code })),
  );
  if (shared.length === 0) return undefined;
  return html`<h4>Refusals</h4>
    <ul class="refusals">
      ${shared.map(({ status, code }) => html`<li><a href="#${code}"><span class="status">${status}</span> ${code}</a></li>`)}
    </ul>`;
}
