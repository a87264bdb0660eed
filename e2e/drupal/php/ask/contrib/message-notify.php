<?php

/**
 * @file
 * Installs Message Notify, with a kind of messages whose first part is the subject and whose second is the body.
 */

declare(strict_types=1);

use Drupal\Core\Entity\Entity\EntityViewDisplay;
use Drupal\message\Entity\MessageTemplate;

return static function (): bool {
  \Drupal::service('module_installer')->install(['message', 'message_notify']);
  $parts = array_map(static fn (string $text): array => ['value' => $text, 'format' => 'plain_text'], ['@subject', '@body']);
  MessageTemplate::create(['template' => 'e2e_message', 'label' => 'For tests', 'text' => $parts])->save();
  foreach (['mail_subject' => 1, 'mail_body' => 0] as $mode => $hidden) {
    $id = 'message.e2e_message.' . $mode;
    $display = EntityViewDisplay::load($id) ?? EntityViewDisplay::create(['targetEntityType' => 'message', 'bundle' => 'e2e_message', 'mode' => $mode, 'status' => TRUE]);
    $display->setComponent('partial_' . (1 - $hidden), ['region' => 'content'])->removeComponent('partial_' . $hidden)->save();
  }
  return TRUE;
};
