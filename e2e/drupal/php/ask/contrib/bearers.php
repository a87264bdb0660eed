<?php

/**
 * @file
 * Whose some bearer tokens are, as apps beside Drupal are told.
 */

declare(strict_types=1);

use Drupal\nodejs\BearerTokens;

return static fn (string ...$tokens): array => \Drupal::service(BearerTokens::class)->of($tokens);
