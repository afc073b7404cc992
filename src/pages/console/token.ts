import type { Api } from './api.ts';
import { fieldOf, find, part, tell } from './dom.ts';

const KEY = 'streamgate-token';

/**
 * Asks for a token when the service refuses for want of one. It is kept for this tab alone, and never in what outlives it.
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
