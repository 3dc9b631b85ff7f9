import { UserError } from '../user-error.js';
import { EXIT } from './exit.js';
import { COMMANDS, OPTIONS, type OptionRow } from './option-table.js';

const SHELLS = { bash, zsh, fish } as const;

/** `checkleak completion bash|zsh|fish`: the script on stdout. */
export function completion(args: readonly string[]): number {
  const [shell = ''] = args;
  if (!Object.hasOwn(SHELLS, shell))
    throw new UserError(`completion: write one of ${Object.keys(SHELLS).join(', ')}; see man checkleak`);
  process.stdout.write(SHELLS[shell as keyof typeof SHELLS]());
  return EXIT.clean;
}

/** The names of an option: `-q`, `--quiet`. */
export function namesOf(row: OptionRow): readonly string[] {
  return row.flags.split(/[ ,]+/).filter((word) => word.startsWith('-'));
}

const IDS = 'checkleak rules --ids 2>/dev/null';

function bash(): string {
  const cases = OPTIONS.flatMap((row) => {
    const words = row.choices
      ? `COMPREPLY=($(compgen -W '${row.choices.join(' ')}' -- "$cur"))`
      : row.value === 'dir'
        ? 'COMPREPLY=($(compgen -d -- "$cur"))'
        : row.value === 'file'
          ? 'COMPREPLY=($(compgen -f -- "$cur"))'
          : row.value === 'id'
            ? `COMPREPLY=($(compgen -W "$(${IDS})" -- "$cur"))`
            : undefined;
    return words === undefined ? [] : [`    ${namesOf(row).join('|')}) ${words}; return ;;`];
  });
  return `# bash completion for checkleak
_checkleak() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  case "$prev" in
${cases.join('\n')}
    explain) COMPREPLY=($(compgen -W "$(${IDS})" -- "$cur")); return ;;
    hook) COMPREPLY=($(compgen -W 'sendemail-validate' -- "$cur")); return ;;
    completion) COMPREPLY=($(compgen -W '${Object.keys(SHELLS).join(' ')}' -- "$cur")); return ;;
    rules) COMPREPLY=($(compgen -W 'check --json' -- "$cur")); return ;;
  esac
  if [[ "$cur" == -* ]]; then
    COMPREPLY=($(compgen -W '${OPTIONS.flatMap(namesOf).join(' ')}' -- "$cur"))
  elif [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W '${COMMANDS.map(([name]) => name).join(' ')}' -- "$cur") $(compgen -f -- "$cur"))
  else
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _checkleak checkleak
`;
}

function zsh(): string {
  const specs = OPTIONS.map((row) => {
    const names = namesOf(row);
    const action = row.choices
      ? `:value:(${row.choices.join(' ')})`
      : row.value === 'dir'
        ? ':folder:_files -/'
        : row.value === 'file'
          ? ':file:_files'
          : row.value === 'id'
            ? ':id:_checkleak_ids'
            : row.value === 'text' || row.value === 'number'
              ? ':text:'
              : '';
    const many = row.many ? '*' : '';
    const about = `[${row.about.replace(/[[\]:]/g, ' ')}]`;
    return names.length > 1
      ? `    '(${names.join(' ')})'{${names.join(',')}}'${about}${action}'`
      : `    '${many}${names[0]!}${about}${action}'`;
  });
  return `#compdef checkleak
_checkleak_ids() { local -a ids; ids=(\${(f)"$(${IDS})"}); compadd -a ids }
_checkleak_first() {
  local -a commands
  commands=(${COMMANDS.map(([name, about]) => `'${name}:${about}'`).join(' ')})
  _describe command commands
  _files
}
_checkleak() {
  case "\${words[2]}" in
    explain) _checkleak_ids; return ;;
    hook) compadd sendemail-validate; _files; return ;;
    completion) compadd ${Object.keys(SHELLS).join(' ')}; return ;;
    rules) compadd check -- --json; _files; return ;;
  esac
  _arguments -s \\
${specs.map((spec) => `${spec} \\`).join('\n')}
    '1:input:_checkleak_first' '*:input:_files'
}
compdef _checkleak checkleak
`;
}

function fish(): string {
  const first = 'not __fish_seen_subcommand_from ' + COMMANDS.map(([name]) => name).join(' ');
  const commands = COMMANDS.map(
    ([name, about]) => `complete -c checkleak -n __fish_use_subcommand -a ${name} -d '${about}'`,
  );
  const options = OPTIONS.map((row) => {
    const names = namesOf(row).map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
    const values = row.choices
      ? ` -x -a '${row.choices.join(' ')}'`
      : row.value === 'dir'
        ? " -x -a '(__fish_complete_directories)'"
        : row.value === 'id'
          ? ` -x -a '(${IDS})'`
          : row.value === 'file'
            ? ' -r -F'
            : row.value === 'text' || row.value === 'number'
              ? ' -x'
              : '';
    return `complete -c checkleak -n '${first}' ${names.join(' ')}${values} -d '${row.about}'`;
  });
  return `# fish completion for checkleak
${commands.join('\n')}
complete -c checkleak -n '__fish_seen_subcommand_from explain' -x -a '(${IDS})'
complete -c checkleak -n '__fish_seen_subcommand_from hook' -a sendemail-validate
complete -c checkleak -n '__fish_seen_subcommand_from completion' -x -a '${Object.keys(SHELLS).join(' ')}'
complete -c checkleak -n '__fish_seen_subcommand_from rules' -a 'check --json'
${options.join('\n')}
`;
}
