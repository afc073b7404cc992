import type { Api } from './api.ts';
import { fieldOf, find, part, tell } from './dom.ts';

const KEY = 'streamgate-token';

/** The scope for all users, after the issuer's prefix. */
const ADMIN = 'streams:admin';

/**
 * Whether a token allows acting on every user; without authorization, everybody may. This decides only what the page
 * offers: the service checks each request.
 */
export function mayAdminister(token: string): boolean {
  if (token === '') return true;
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { scope, scp }: { scope?: unknown; scp?: unknown } = JSON.parse(atob(payload));
    const scopes = [scope, scp].flat().flatMap((text) => (typeof text === 'string' ? text.split(' ') : []));
    return scopes.some((name) => name.endsWith(ADMIN));
  } catch {
    // This page cannot read the token; the service decides.
    return true;
  }
}

/**
 * Asks for a token when the service refuses a request without a valid one. The token is kept in this tab only, and
 * never in lasting storage.
 * @param retry called when there is a new token
 */
export function askForToken(api: Api, retry: () => Promise<void>): void {
  const form = find(document, 'form#token', HTMLFormElement);
  const users = find(document, '#users', HTMLElement);
  const forget = find(document, '#forget', HTMLElement);
  const field = find(form, 'textarea', HTMLTextAreaElement);

  const use = (token: string) => {
    api.token = token;
    if (token === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
    forget.hidden = token === '';
  };
  use(sessionStorage.getItem(KEY) ?? '');

  api.onUnauthorized = (token) => {
    // The answer to an earlier request says nothing about the present token.
    if (token !== api.token || !form.hidden) return;
    tell(part(form, 'fault'), token === '' ? '' : 'The service does not accept this token. Has it expired?');
    use('');
    form.hidden = false;
    users.hidden = true;
    field.focus();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    use(fieldOf(form, 'token').replace(/^Bearer\s+/i, ''));
    form.reset();
    form.hidden = true;
    users.hidden = false;
    find(document, '#main', HTMLElement).focus();
    retry();
  });
  forget.addEventListener('click', () => {
    use('');
    retry();
  });
}
