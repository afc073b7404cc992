import { snippetz } from '@scalar/snippetz';
import { codeBlock } from './code.ts';
import type { Endpoint } from './document.ts';
import { type Html, html } from './html.ts';
import { PLACEHOLDER } from './placeholder.ts';

const generator = snippetz();

const LANGUAGES: readonly {
  id: string;
  name: string;
  syntax: string;
  print: (request: Sample) => string | undefined;
}[] = [
  { id: 'curl', name: 'curl', syntax: 'bash', print: (request) => generator.print('shell', 'curl', request) },
  {
    id: 'javascript',
    name: 'JavaScript',
    syntax: 'javascript',
    print: (request) => generator.print('js', 'fetch', request),
  },
  {
    id: 'python',
    name: 'Python',
    syntax: 'python',
    print: (request) => generator.print('python', 'requests', request),
  },
  { id: 'java', name: 'Java', syntax: 'java', print: java },
];

/** A request in each language; style/code.css shows the chosen one. */
export function samples(endpoint: Endpoint): Html {
  const request = sampleOf(endpoint);
  return html`<figure class="samples">
    <figcaption>
      <span>Request</span>
      <span class="languages" role="group" aria-label="Language of the samples" hidden>
        ${LANGUAGES.map(({ id, name }) => html`<button type="button" data-choose="${id}">${name}</button>`)}
      </span>
    </figcaption>
    ${LANGUAGES.map(
      ({ id, syntax, print }) => html`<div class="sample ${id}">${codeBlock(print(request) ?? '', syntax)}</div>`,
    )}
  </figure>`;
}

type Sample = ReturnType<typeof sampleOf>;

function sampleOf({ method, path, security, parameters = [], requestBody }: Endpoint) {
  const [example] = Object.values(requestBody?.content['application/json']?.examples ?? {});
  return {
    url: PLACEHOLDER + path,
    method,
    headers: [
      ...(security.length > 0 ? [{ name: 'Authorization', value: 'Bearer YOUR_TOKEN' }] : []),
      ...(example ? [{ name: 'Content-Type', value: 'application/json' }] : []),
    ],
    queryString: parameters.filter(({ required }) => required).map(({ name }) => ({ name, value: '001' })),
    ...(example ? { postData: { mimeType: 'application/json', text: JSON.stringify(example.value, null, 2) } } : {}),
  };
}

/**
 * For Java 15, whose strings may span lines. The generator's own sample is a byte stream and a line full of
 * backslashes.
 */
function java({ url, method, headers, queryString, postData }: Sample): string {
  const query = queryString.map(({ name, value }) => `${name}=${value}`).join('&');
  return [
    'HttpRequest request = HttpRequest.newBuilder()',
    `  .uri(URI.create("${url}${query && `?${query}`}"))`,
    ...headers.map(({ name, value }) => `  .header("${name}", "${value}")`),
    ...(postData
      ? [`  .${method}(BodyPublishers.ofString("""`, `${postData.text}"""))`.replaceAll(/^/gm, '    ')]
      : []),
    '  .build();',
    'HttpResponse<String> response = HttpClient.newHttpClient()',
    '  .send(request, BodyHandlers.ofString());',
    'System.out.println(response.body());',
  ].join('\n');
}
