<?php

/**
 * @file
 * Runs the code base's own Drush on one site directory, as if sites.php named it.
 *
 * Arguments: the docroot, the site path, what Drush is given.
 */

declare(strict_types=1);

[, $root, $site_path] = $argv;
$vendor = is_dir($root . '/vendor/drush') ? $root . '/vendor' : dirname($root) . '/vendor';
chdir($root);
putenv('NODEJS_TEST_SITE_PATH=' . $site_path);
require $vendor . '/autoload.php';
spl_autoload_register(static function (string $class): void {
  // Drush's own is empty.
  if ($class === 'Drush\Drupal\DrupalKernel') {
    require __DIR__ . '/drush-kernel.php';
  }
}, prepend: TRUE);
$argv = $_SERVER['argv'] = ['drush', '--root=' . $root, ...array_slice($argv, 3)];
require $vendor . '/drush/drush/drush.php';
