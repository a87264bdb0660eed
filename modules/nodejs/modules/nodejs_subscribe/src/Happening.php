<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe;

/**
 * What can happen to what is followed.
 */
enum Happening: string {

  case Update = 'update';
  case Comment = 'comment';
  case Delete = 'delete';

}
