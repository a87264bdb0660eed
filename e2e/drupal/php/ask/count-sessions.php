<?php

/**
 * @file
 * How many sessions does this site hold?
 */

declare(strict_types=1);

return static fn (): int => (int) \Drupal::database()->query('SELECT COUNT(sid) FROM {sessions}')->fetchField();
