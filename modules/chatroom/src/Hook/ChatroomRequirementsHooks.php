<?php

declare(strict_types=1);

namespace Drupal\chatroom\Hook;

use Drupal\chatroom\Uploads;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\ServerRefused;
use Drupal\nodejs\Severity;

/**
 * Tells the status report what the chat lacks.
 */
final class ChatroomRequirementsHooks {

  use StringTranslationTrait;

  /**
   * What the push server says of a call that none of its plugins has.
   */
  private const NO_SUCH_CALL = 104;

  public function __construct(
    private readonly ServerApi $api,
  ) {}

  /**
   * Implements hook_runtime_requirements().
   *
   * @return array<string, array<string, mixed>>
   *   Rows; none of a server that doesn't answer, which the module nodejs tells.
   */
  #[Hook('runtime_requirements')]
  public function runtimeRequirements(): array {
    $rows = Uploads::isPossible() ? [] : [
      'chatroom_files' => [
        'title' => $this->t('Chatroom: files'),
        'value' => $this->t('Not possible'),
        'description' => $this->t("Nobody can bring files: the site has no folder for private files. Name one in settings.php, in \$settings['file_private_path']."),
        'severity' => Severity::of('Info'),
      ],
    ];
    $has = $this->serverHasChat();
    if ($has === NULL) {
      return $rows;
    }
    return $rows + [
      'chatroom_plugin' => ['title' => $this->t('Chatroom: push server')] + ($has ? [
        'value' => $this->t('Has the chat'),
        'severity' => Severity::of('OK'),
      ] : [
        'value' => $this->t('Has no chat'),
        'description' => $this->t('All rooms stay empty. Install the package @package beside the push server, name it under "plugins" in drupal-nodejs.json, and start the server again; docs/chatroom.md has the lines.', ['@package' => '@drupal-nodejs/chatroom']),
        'severity' => Severity::of('Error'),
      ]),
    ];
  }

  /**
   * Whether the push server has the plugin; NULL where nobody can say.
   */
  private function serverHasChat(): ?bool {
    try {
      // Nothing that it would write.
      $this->api->ask('chat.post', []);
    }
    catch (ServerRefused $refused) {
      return $refused->getCode() === self::NO_SUCH_CALL ? FALSE : ($refused->getCode() >= 1400 ? TRUE : NULL);
    }
    catch (Failure) {
      return NULL;
    }
    return TRUE;
  }

}
