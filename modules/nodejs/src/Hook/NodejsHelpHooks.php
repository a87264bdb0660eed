<?php

declare(strict_types=1);

namespace Drupal\nodejs\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\HelpPage;

/**
 * Explains the module on Drupal's help page.
 */
final class NodejsHelpHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('The Node.js integration pushes messages from Drupal to browsers, at once. Browsers keep a connection to a small Node.js server; Drupal decides who may listen to which channel, and publishes to it.'),
    ], [
      [$this->t('Connecting the site'), $this->t('<a href=":pair">Pair the site with a server</a>: one line goes into settings.php, one to the server. Set the addresses on the <a href=":settings">settings page</a> and press "Test connection": it tries each way and says what to do about one that fails. So does the <a href=":status">status report</a>.', [
        ':pair' => Url::fromRoute('nodejs.pair')->toString(),
        ':settings' => Url::fromRoute('nodejs.settings')->toString(),
        ':status' => Url::fromRoute('system.status')->toString(),
      ])],
      [$this->t('Watching it'), $this->t('The <a href=":report">report</a> shows who is connected, which channels have listeners and what waits, and keeps itself as it is now. From there a user can be disconnected.', [
        ':report' => Url::fromRoute('nodejs.report')->toString(),
      ])],
      [$this->t('Publishing'), $this->t('Code publishes with nodejs_enqueue_message() or with the service DeferredPublisher. Messages leave after the page was sent, and only if what they speak of was saved.')],
      [$this->t('Deciding who listens'), $this->t('Each user has a channel, and so have each role and each session. Modules add channels with hook_nodejs_user_channels() or the event UserChannels. What is rendered can listen for itself, whichever caches keep it: see PageChannels.')],
      [$this->t('Asking Drupal from the page, and Node from Drupal'), $this->t("What a page calls with Drupal.nodejs.rpc() is answered by a service's method with the attribute Rpc, as the page's user. The service Server calls plugins of the push server. nodejs.api.php tells of all of it, and the module Node.js example shows it.")],
    ]);
  }

}
