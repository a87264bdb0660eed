<?php

declare(strict_types=1);

namespace Demo;

/**
 * Runs a visitor's code, and bounds what it prints.
 */
final class Console {

  /**
   * Bytes printed so far, kept or not.
   */
  private int $printed = 0;

  /**
   * Takes the limit.
   *
   * @param int $limit
   *   Bytes of output after which no more is kept.
   */
  public function __construct(private readonly int $limit) {}

  /**
   * Runs code, with or without its opening tag.
   *
   * @throws \Throwable
   *   What the code threw and didn't catch.
   */
  public function run(string $code): void {
    ob_start($this->keep(...), 4096);
    set_error_handler($this->tell(...));
    $code = preg_match('/^\s*<\?php\b/', $code) === 1 ? ltrim($code) : '<?php ' . $code;
    // A scope of its own: the code sees no variable of ours.
    (static function (): void {
      eval('?>' . func_get_arg(0));
    })($code);
  }

  /**
   * Keeps output up to the limit.
   */
  private function keep(string $chunk): string {
    $before = $this->printed;
    $this->printed += strlen($chunk);
    return $before > $this->limit ? '' : $chunk;
  }

  /**
   * Prints a warning with the line of the code, not the name of this file.
   */
  private function tell(int $level, string $message, string $file, int $line): bool {
    $kind = match ($level) {
      E_NOTICE, E_USER_NOTICE => 'Notice',
      E_DEPRECATED, E_USER_DEPRECATED => 'Deprecated',
      default => 'Warning',
    };
    // The code wrote @, which asks for silence.
    if ((error_reporting() & $level) !== 0) {
      echo "\n$kind: $message on line $line\n";
    }
    return TRUE;
  }

}
