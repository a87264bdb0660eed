<?php

/**
 * @file
 * Does what Drush does at the commands of the quick starts.
 */

declare(strict_types=1);

use Drupal\nodejs\Console;
use Symfony\Component\HttpFoundation\Response;

return static function (string $command, string ...$arguments): bool {
  $arguments = array_values(array_filter($arguments, static fn (string $argument): bool => $argument !== '-y'));
  $done = match ($command) {
    'cr' => drupal_flush_all_caches() === NULL,
    'en' => \Drupal::service('module_installer')->install($arguments),
    'role:perm:add' => user_role_grant_permissions($arguments[0], explode(',', $arguments[1])) === NULL,
    'nodejs:notify' => \Drupal::service(Console::class)->notify(...$arguments),
  };
  // What the end of a command does.
  \Drupal::service('kernel')->terminate(\Drupal::request(), new Response());
  return $done;
};
