<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

/**
 * How much a notice matters, in the words of Drupal's own messages.
 */
enum Severity: string {

  case Status = 'status';
  case Warning = 'warning';
  // Stays until it is closed, and interrupts a screen reader.
  case Error = 'error';

}
