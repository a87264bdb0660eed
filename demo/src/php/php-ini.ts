import { timeLimitMs } from './php.ts';

/** What code in the console must not do, for it runs with the rights of whoever started the demo. */
const disabled = [
  ...[
    'exec',
    'passthru',
    'shell_exec',
    'system',
    'proc_open',
    'popen',
    'pcntl_exec',
    'pcntl_fork',
    'dl',
    'mail',
  ],
  ...['posix_kill', 'putenv', 'symlink', 'link', 'ini_set', 'ini_alter', 'ini_restore', 'set_time_limit'],
].join(',');

/** Settings of PHP itself, the same for both implementations; errors are told in the answer, not in the output. */
export const phpIni: Readonly<Record<string, string>> = {
  memory_limit: '64M',
  max_execution_time: String(timeLimitMs / 1000),
  display_errors: '0',
  log_errors: '1',
  html_errors: '0',
  error_reporting: '-1',
  'zend.exception_ignore_args': '1',
  disable_functions: disabled,
};
