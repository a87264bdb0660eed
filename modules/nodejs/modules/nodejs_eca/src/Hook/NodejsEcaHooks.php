<?php

declare(strict_types=1);

namespace Drupal\nodejs_eca\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\HelpPage;

/**
 * Explains the module on Drupal's help page.
 */
final class NodejsEcaHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    return $route_name === 'help.page.nodejs_eca'
      ? HelpPage::build([$this->t('Models of ECA can send a notice to users, a role, a channel or everybody, and can begin when a user comes online or goes offline, if the push server\'s <code>backend.events</code> has <code>online</code> and <code>offline</code>.')])
      : NULL;
  }

}
