<?php

declare(strict_types=1);

namespace Drupal\nodejs_message\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\HelpPage;

/**
 * Explains the module on Drupal's help page, and names its kind of notices.
 */
final class NodejsMessageHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_nodejs_notify_categories().
   *
   * @return array<string, string|\Stringable>
   *   What users can do without.
   */
  #[Hook('nodejs_notify_categories')]
  public function nodejsNotifyCategories(): array {
    return ['nodejs_message' => $this->t('Messages of Message Notify')];
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    return $route_name === 'help.page.nodejs_message'
      ? HelpPage::build([$this->t('Message Notify can send a message with the notifier "nodejs_notify": its owner gets a notice, whose subject and text are the view modes "mail_subject" and "mail_body", as plain text.')])
      : NULL;
  }

}
