<?php

/**
 * @file
 * A token of the classic flow, for an account's newest session.
 */

declare(strict_types=1);

use Drupal\Core\Site\Settings;
use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\SessionId;
use Drupal\nodejs\Core\Settings as NodejsSettings;

return static function (string $uid, int $life): string {
  $stored = \Drupal::database()
    ->query('SELECT sid FROM {sessions} WHERE uid = :uid ORDER BY timestamp DESC', [':uid' => $uid])
    ->fetchField();
  $sid = is_string($stored) ? SessionId::fromStored($stored) : NULL;
  $settings = new NodejsSettings((array) Settings::get('nodejs', []));
  return (new CallbackToken($uid, $sid, time() + $life))->sign($settings->callbackKey());
};
