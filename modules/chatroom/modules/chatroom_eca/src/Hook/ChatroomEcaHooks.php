<?php

declare(strict_types=1);

namespace Drupal\chatroom_eca\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\HelpPage;

/**
 * Explains the module on Drupal's help page.
 */
final class ChatroomEcaHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    return $route_name === 'help.page.chatroom_eca'
      ? HelpPage::build([$this->t('Models of ECA can begin when somebody says something in a chat room, or when a message is deleted, if the push server\'s chatroom has <code>events</code>. They write lines themselves by the action "Chatroom: write a message".')])
      : NULL;
  }

}
