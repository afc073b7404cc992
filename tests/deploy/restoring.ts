import { randomUUID } from 'node:crypto';
import { run, ScriptError } from '../../scripts/support/run.ts';

/**
 * Restores the stage's table into a new one, lets the functions work on it, and then on their own again, with the
 * commands of docs/recovery.md. MiniStack copies the table as it is now, whatever moment it is asked for.
 * @throws ScriptError where viewers would not have met what they should
 */
export async function rehearseRestore(
  url: string,
  stage: string,
  env: Record<string, string | undefined>,
): Promise<void> {
  const restore = (...options: string[]) => run('npm', ['run', 'restore', '--', '--stage', stage, ...options], { env });
  const before = await create(url);
  const [, table = ''] = /--serve (\S+)/.exec(await restore('--at', 'latest')) ?? [];
  const between = await create(url);
  await restore('--serve', table);
  await expectUsers(url, { [before]: 200, [between]: 404 });
  const after = await create(url);
  await expectUsers(url, { [after]: 200 });
  await restore('--back');
  await expectUsers(url, { [before]: 200, [between]: 200, [after]: 404 });
}

async function create(url: string): Promise<string> {
  const id = randomUUID();
  const body = JSON.stringify({ id, Name: 'Van Persie', Subscription: 'basic plan' });
  const { status } = await fetch(`${url}/createuser`, { method: 'POST', body });
  if (status !== 201) throw new ScriptError(`createuser answered ${status}.`);
  return id;
}

async function expectUsers(url: string, wanted: Record<string, number>): Promise<void> {
  for (const [id, status] of Object.entries(wanted)) {
    const answer = await fetch(`${url}/getuser?id=${id}`);
    if (answer.status !== status) throw new ScriptError(`getuser answered ${answer.status} and not ${status}.`);
  }
}
