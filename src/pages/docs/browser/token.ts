/** The console uses the same name, in the same tab. */
const KEY = 'streamgate-token';

/**
 * Asks the reader for a token, and keeps it in this tab only.
 * @returns a function that returns the token; empty without one
 */
export function askForToken(): () => string {
  const form = document.querySelector<HTMLFormElement>('form#token');
  const field = form?.querySelector('input');
  const status = form?.querySelector('[role="status"]');
  if (!form || !field || !status) throw new Error('The page has no form for a token.');

  const token = () => sessionStorage.getItem(KEY) ?? '';
  const say = () => {
    status.textContent =
      token() === '' ? 'No token is in use.' : 'A token is in use. Send an empty field to forget it.';
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const given = field.value.trim().replace(/^Bearer\s+/i, '');
    if (given === '') sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, given);
    form.reset();
    say();
  });
  form.hidden = false;
  say();
  return token;
}
