<?php

/**
 * @file
 * Installs Push Framework and DANSE, and has them use what they make at first use.
 */

declare(strict_types=1);

return static function (): bool {
  \Drupal::service('module_installer')->install(['push_framework', 'danse', 'danse_content']);
  $push = \Drupal::service('push_framework.service');
  $push->processQueue();
  return TRUE;
};
