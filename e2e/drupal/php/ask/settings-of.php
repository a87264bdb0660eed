<?php

/**
 * @file
 * What does a configuration object hold?
 */

declare(strict_types=1);

return static fn (string $name): string => json_encode(\Drupal::config($name)->getRawData(), JSON_THROW_ON_ERROR);
