<?php

declare(strict_types=1);

namespace Drupal\nodejs_example\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\HelpPage;

/**
 * Says who hears what.
 */
final class NodejsExampleHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_nodejs_user_channels().
   *
   * @return list<string>
   *   Names of channels.
   */
  #[Hook('nodejs_user_channels')]
  public function userChannels(AccountInterface $account): array {
    return $account->hasPermission('use nodejs example') ? ['example'] : [];
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    return $route_name === 'help.page.nodejs_example'
      ? HelpPage::build([$this->t('Open the example page in two windows and press its buttons. Its code is short and meant to be copied.')])
      : NULL;
  }

}
