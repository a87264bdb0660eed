<?php

/**
 * @file
 * Ends an account's sessions as nothing of Drupal would tell anybody.
 */

declare(strict_types=1);

return static fn (string $uid): int => \Drupal::database()->delete('sessions')->condition('uid', $uid)->execute();
