<?php

/**
 * @file
 * Installs simple_oauth with keys of its own, a scope, and a client that stands for an account.
 */

declare(strict_types=1);

use Drupal\consumers\Entity\Consumer;
use Drupal\simple_oauth\Entity\Oauth2Scope;
use Drupal\simple_oauth\Oauth2ScopeInterface;

return static function (string $uid, string $client, string $secret): bool {
  \Drupal::service('module_installer')->install(['simple_oauth']);
  $folder = \Drupal::root() . '/' . \Drupal::getContainer()->getParameter('site.path');
  $key = openssl_pkey_new(['private_key_bits' => 2048, 'private_key_type' => OPENSSL_KEYTYPE_RSA]);
  openssl_pkey_export($key, $private);
  foreach (['private' => $private, 'public' => openssl_pkey_get_details($key)['key']] as $name => $pem) {
    file_put_contents("$folder/$name.key", $pem);
    chmod("$folder/$name.key", 0600);
    \Drupal::configFactory()->getEditable('simple_oauth.settings')->set($name . '_key', "$folder/$name.key")->save();
  }
  $scope = Oauth2Scope::create([
    'name' => 'e2e',
    'description' => 'For tests',
    'grant_types' => ['client_credentials' => ['status' => TRUE, 'description' => 'For tests']],
    'umbrella' => FALSE,
    'granularity_id' => Oauth2ScopeInterface::GRANULARITY_PERMISSION,
    'granularity_configuration' => ['permission' => 'access content'],
  ]);
  $scope->save();
  Consumer::create([
    'client_id' => $client,
    'label' => 'An app',
    'secret' => $secret,
    'grant_types' => ['client_credentials'],
    'user_id' => $uid,
    'scopes' => [$scope->id()],
  ])->save();
  return TRUE;
};
