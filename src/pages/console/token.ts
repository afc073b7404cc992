import type { Api } from './api.ts';
import { fieldOf, find, part, tell } from './dom.ts';

const KEY = 'streamgate-token';

/** What may act on every user, after whatever the issuer puts before its scopes. */
const ADMIN = 'streams:admin';

/**
 * Whether a token says that its bearer may act on every user; where the service asks for none, everybody may. It only
 * decides what the page offers: the service checks for itself.
 */
export function mayAdminister(token: string): boolean {
  if (token === '') return true;
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { scope, scp }: { scope?: unknown; scp?: unknown } = JSON.parse(atob(payload));
    const scopes = [scope, scp].flat().flatMap((each) => (typeof each === 'string' ? each.split(' ') : []));
    return scopes.some((each) => each.endsWith(ADMIN));
  } catch {
    // A token that says nothing to this page: the service will tell.
    return true;
  }
}

/**
 * Asks for a token when the service refuses for want of one. It is kept for this tab alone, and never in what outlives
 * it.
 * @param retry is called when there is another token
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
    // An answer to a request from before says nothing of the token that is in use now.
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
