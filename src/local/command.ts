/**
 * Whether this command of the Serverless CLI runs functions on this machine.
 * @param argv of its process
 */
export function isLocalCommand(argv: readonly string[]): boolean {
  const [, , command, subcommand] = argv;
  return command === 'offline' || (command === 'invoke' && subcommand === 'local');
}
