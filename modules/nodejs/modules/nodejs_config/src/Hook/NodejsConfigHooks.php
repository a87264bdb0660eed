<?php

declare(strict_types=1);

namespace Drupal\nodejs_config\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\HelpPage;

/**
 * Explains the module on Drupal's help page.
 */
final class NodejsConfigHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_config') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('<a href=":page">Set up the server</a> shows texts to copy: the command that writes the push server\'s configuration, the lines for nginx, Apache, Caddy, HAProxy or Varnish, and the unit for systemd or supervisor. The command <code>nodejs:setup</code> prints the same.', [
        ':page' => Url::fromRoute('nodejs_config.page')->toString(),
      ]),
      $this->t('The configuration itself holds the secrets that this site shares with its server. It is shown only when asked for, to who may administer the Node.js integration, and is kept nowhere.'),
    ]);
  }

}
