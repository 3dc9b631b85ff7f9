/** `--help`: fits a terminal of 24 lines and 80 columns. */
export const HELP = `Usage: checkleak [options] [FILE | DIR | -]...
Finds resources that a kernel patch acquires and some way out never gives back.
Reads patch mails: .eml, .patch, mbox, maildir, public-inbox, or stdin.

  --git DIR[@REV]     read the files before the patch from git objects
  --tree DIR          ... or from the tree that the patch applies to
  --audit DIR         review C files as if a patch had added them
  --format F          text, terse, json, sarif, rdjson, reply, mbox, html,
                      b4, b4-json, patchwork
  --confidence C      lowest that is shown: high, medium, low
  --only ID, --ignore ID, --ignore-path GLOB     which rules, checks, files
  --rules DIR         further rules
  --config FILE, --no-config     settings (else the next .checkleak.yaml)
  -j, --jobs N        processes that review large input (default: one a core)
  --all-mails         also review replies and notices that hold a diff
  -q, --quiet         findings only         -v, --verbose  also what was skipped
  -V, --version       -h, --help

Commands: checkleak explain ID, rules [check FILE...], hook sendemail-validate,
completion bash|zsh|fish. Exit: 0 nothing found, 1 findings, 2 usage or failure,
3 no patch in the input. More: man checkleak
`;
