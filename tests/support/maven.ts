import { join } from 'node:path';
import { ROOT, run, ScriptError } from '../../scripts/support/run.ts';

/** Runs Maven, with its downloads kept in this project's folder. */
export const maven = (args: readonly string[], folder = ROOT): Promise<string> =>
  run('mvn', ['--batch-mode', '--quiet', `-Dmaven.repo.local=${join(ROOT, '.local/maven')}`, ...args], { folder });

/** @throws ScriptError if one of these commands of a JDK, or Maven's, is missing */
export async function needJava(commands: readonly ('java' | 'javac' | 'mvn')[]): Promise<void> {
  for (const command of commands) {
    await run(command, ['-version']).catch(() => {
      throw new ScriptError(
        `${command} is needed: Java 17 or newer, and Maven (Debian: default-jdk-headless, maven). --help says more.`,
      );
    });
  }
}
