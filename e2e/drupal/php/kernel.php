<?php

/**
 * @file
 * Boots Drupal for one site directory, whatever host the request names.
 */

declare(strict_types=1);

use Drupal\Core\DrupalKernel;
use Drupal\Core\Site\Settings;

/**
 * Gives a booted kernel; sites.php and the request's host have no say in it.
 */
return static function (string $root, string $site_path): DrupalKernel {
  chdir($root);
  $loader = require $root . '/autoload.php';
  DrupalKernel::bootEnvironment($root);
  $kernel = new DrupalKernel('prod', $loader, TRUE, $root);
  $kernel->setSitePath($site_path);
  Settings::initialize($root, $site_path, $loader);
  $kernel->boot();
  return $kernel;
};
