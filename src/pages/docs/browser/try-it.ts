import { base } from './samples.ts';

/**
 * Lets each form send its request, and shows the answer.
 * @param token returns the current token; empty without one
 */
export function letTry(token: () => string): void {
  for (const block of document.querySelectorAll<HTMLElement>('.try')) {
    const form = block.querySelector('form');
    const body = block.querySelector('textarea');
    if (form === null) continue;
    block.hidden = false;
    block.querySelector('[data-examples]')?.addEventListener('change', ({ target }) => {
      if (body !== null && target instanceof HTMLSelectElement) body.value = target.value;
    });
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (form.ariaBusy === 'true') return;
      form.ariaBusy = 'true';
      show(form, await send(form, token()));
      form.ariaBusy = 'false';
    });
  }
}

interface Outcome {
  readonly status: string;
  readonly text: string;
}

async function send(form: HTMLFormElement, token: string): Promise<Outcome> {
  const { method = 'GET', path = '' } = form.dataset;
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)] as const);
  const body = fields.find(([name]) => name === 'body')?.[1];
  const query = new URLSearchParams(
    fields.filter(([name, value]) => name !== 'body' && value !== '').map((field) => [...field]),
  );
  const started = performance.now();
  try {
    const response = await fetch(`${base()}${path}${query.size > 0 ? `?${query}` : ''}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const retry = response.headers.get('retry-after');
    return {
      status: `${response.status} in ${Math.round(performance.now() - started)} ms${retry === null ? '' : `, Retry-After: ${retry}`}`,
      text: readable(text),
    };
  } catch {
    return { status: 'No answer: the service cannot be reached.', text: '' };
  }
}

/** JSON is indented; other text stays as it is. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function show(form: HTMLFormElement, { status, text }: Outcome): void {
  const line = form.querySelector('[role="status"]');
  const output = form.querySelector('pre');
  if (line === null || output === null) return;
  line.textContent = status;
  output.textContent = text;
  output.hidden = text === '';
}
