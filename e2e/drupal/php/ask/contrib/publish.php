<?php

/**
 * @file
 * Publishes at once; whether the push server took it.
 */

declare(strict_types=1);

use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Core\Publisher;

return static fn (string $channel): bool => \Drupal::service(Publisher::class)->publish(new Publication($channel, ['n' => 1]))->offset >= 0;
