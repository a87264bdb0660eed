<?php

declare(strict_types=1);

namespace Drupal\nodejs_ajax;

/**
 * An AJAX command that the site doesn't let messages run, or that is none.
 */
final class CommandRefused extends \InvalidArgumentException {

  public function __construct(
    public readonly string $command,
  ) {
    parent::__construct($command === ''
      ? 'An AJAX command has no name.'
      : sprintf('The AJAX command %s may not be pushed: see /admin/config/services/nodejs/ajax.', $command));
  }

}
