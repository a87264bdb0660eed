<?php

declare(strict_types=1);

namespace Drupal\nodejs_push_framework\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\HelpPage;

/**
 * Explains the module on Drupal's help page, and names its kind of notices.
 */
final class NodejsPushFrameworkHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_nodejs_notify_categories().
   *
   * @return array<string, string|\Stringable>
   *   What users can do without.
   */
  #[Hook('nodejs_notify_categories')]
  public function nodejsNotifyCategories(): array {
    return ['nodejs_push_framework' => $this->t('Pushed content')];
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    return $route_name === 'help.page.nodejs_push_framework'
      ? HelpPage::build([$this->t('Push Framework, and so DANSE, can deliver through the channel "Notices": users get what is pushed as a notice, as plain text.')])
      : NULL;
  }

}
