/** The command line: finds the command and hands its exit code on. */
import { invocation, UsageError, type Command } from './command.ts';
import { commands } from './commands/index.ts';
import { tellFault } from './tell.ts';
import { encodeFault } from '../core/fault.ts';

const INTERRUPTED = 130;

const usage = `Usage: ${invocation} COMMAND ...

${commands.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join('\n')}

${invocation} COMMAND --help says more.
`;

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (isHelp(name)) return help(usage);
  const command: Command | undefined = commands.find((known) => known.name === name);
  if (command === undefined)
    return misused(name === undefined ? 'Which command?' : `No command “${name}”.`, usage);
  if (rest.some(isHelp)) return help(command.usage);
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof UsageError) return misused(error.message, command.usage);
    tellFault(encodeFault(error));
    return 1;
  }
}

function isHelp(argument: string | undefined): boolean {
  return argument === '--help' || argument === '-h';
}

function help(text: string): number {
  process.stdout.write(text);
  return 0;
}

function misused(what: string, text: string): number {
  process.stderr.write(`${what}\n\n${text}`);
  return 2;
}

// Reading may be anywhere, in any thread: nothing is worth waiting for.
process.once('SIGINT', () => {
  // what was being shown is left as it is, and the shell goes on below
  if (process.stderr.isTTY) process.stderr.write('\n');
  process.exit(INTERRUPTED);
});

process.exitCode = await main(process.argv.slice(2));
