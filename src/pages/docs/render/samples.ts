import { snippetz } from '@scalar/snippetz';
import { codeBlock } from './code.ts';
import type { Endpoint } from './document.ts';
import { type Html, html } from './html.ts';
import { PLACEHOLDER } from './placeholder.ts';

const LANGUAGES = [
  { id: 'curl', name: 'curl', target: 'shell', client: 'curl', syntax: 'bash' },
  { id: 'javascript', name: 'JavaScript', target: 'js', client: 'fetch', syntax: 'javascript' },
  { id: 'python', name: 'Python', target: 'python', client: 'requests', syntax: 'python' },
  { id: 'java', name: 'Java', target: 'java', client: 'nethttp', syntax: 'java' },
] as const;

const generator = snippetz();

/** How a request is sent, in each language; style/samples.css shows the one that the reader chose. */
export function samples(endpoint: Endpoint): Html {
  const request = requestOf(endpoint);
  return html`<figure class="samples">
    <figcaption>
      <span>Request</span>
      <span class="languages" role="group" aria-label="Language of the samples" hidden>
        ${LANGUAGES.map(({ id, name }) => html`<button type="button" data-choose="${id}">${name}</button>`)}
      </span>
    </figcaption>
    ${LANGUAGES.map(
      ({ id, target, client, syntax }) =>
        html`<div class="sample ${id}">${codeBlock(generator.print(target, client, request) ?? '', syntax)}</div>`,
    )}
  </figure>`;
}

function requestOf({ method, path, security, parameters = [], requestBody }: Endpoint) {
  const [example] = Object.values(requestBody?.content['application/json']?.examples ?? {});
  return {
    url: PLACEHOLDER + path,
    method,
    headers: [
      ...(security.length > 0 ? [{ name: 'Authorization', value: 'Bearer YOUR_TOKEN' }] : []),
      ...(example ? [{ name: 'Content-Type', value: 'application/json' }] : []),
    ],
    queryString: parameters.filter(({ required }) => required).map(({ name }) => ({ name, value: '001' })),
    ...(example ? { postData: { mimeType: 'application/json', text: JSON.stringify(example.value) } } : {}),
  };
}
