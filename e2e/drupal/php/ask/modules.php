<?php

/**
 * @file
 * The modules that are installed.
 */

declare(strict_types=1);

return static fn (): array => array_keys(\Drupal::moduleHandler()->getModuleList());
