<?php

/**
 * @file
 * Installs a site into its own site directory, whose settings.php is there.
 *
 * Arguments: the docroot, the site path, and JSON with name, mail, profile and
 * the first account's name and password.
 */

declare(strict_types=1);

[, $root, $site_path, $json] = $argv;
$site = json_decode($json, TRUE, 8, JSON_THROW_ON_ERROR);

chdir($root);
$loader = require $root . '/autoload.php';
require_once $root . '/core/includes/install.core.inc';

install_drupal($loader, [
  'interactive' => FALSE,
  'site_path' => $site_path,
  'parameters' => ['profile' => $site['profile'], 'langcode' => 'en'],
  'forms' => [
    'install_configure_form' => [
      'site_name' => $site['name'],
      'site_mail' => $site['mail'],
      'account' => [
        'name' => $site['account'],
        'mail' => $site['mail'],
        'pass' => ['pass1' => $site['password'], 'pass2' => $site['password']],
      ],
      // A form that is submitted by code takes NULL, not FALSE, for a checkbox
      // that stays empty. Nothing here should ask another host for updates.
      'enable_update_status_module' => NULL,
      'enable_update_status_emails' => NULL,
    ],
  ],
]);
