<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * An answer that says no, with a code that the browser's code gets to see.
 */
final class Refusal extends \RuntimeException {

  /**
   * Refuses.
   *
   * @param int $code
   *   From 400 to 1999; 403 and 404 mean what they mean in HTTP.
   * @param string $message
   *   For whoever debugs it: it reaches the browser.
   */
  public function __construct(int $code, string $message) {
    if ($code < 400 || $code > 1999) {
      throw new \InvalidArgumentException(sprintf('A refusal has a code from 400 to 1999, not %d.', $code));
    }
    parent::__construct($message, $code);
  }

}
