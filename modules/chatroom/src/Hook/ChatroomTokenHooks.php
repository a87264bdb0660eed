<?php

declare(strict_types=1);

namespace Drupal\chatroom\Hook;

use Drupal\chatroom\Room;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\Render\BubbleableMetadata;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;

/**
 * Rooms and lines in texts with tokens.
 */
final class ChatroomTokenHooks {

  use StringTranslationTrait;

  /**
   * Implements hook_token_info().
   *
   * @return array<string, mixed>
   *   The tokens.
   */
  #[Hook('token_info')]
  public function tokenInfo(): array {
    return [
      'types' => [
        'chatroom-room' => ['name' => $this->t('Chat room'), 'needs-data' => 'chatroom-room'],
        'chatroom-line' => ['name' => $this->t('Chat message'), 'needs-data' => 'chatroom-line'],
      ],
      'tokens' => [
        'chatroom-room' => [
          'title' => ['name' => $this->t('Title')],
          'name' => ['name' => $this->t('Name')],
          'url' => ['name' => $this->t('Address')],
        ],
        'chatroom-line' => [
          'text' => ['name' => $this->t('Text')],
          'author' => ['name' => $this->t('Author')],
          'created' => ['name' => $this->t('Time'), 'description' => $this->t('Seconds since 1970.')],
        ],
      ],
    ];
  }

  /**
   * Implements hook_tokens().
   *
   * @return array<string, mixed>
   *   What stands in their places.
   */
  #[Hook('tokens')]
  public function tokens(string $type, array $tokens, array $data, array $options, BubbleableMetadata $bubbleable_metadata): array {
    $found = [];
    $room = $data['chatroom-room'] ?? NULL;
    $line = $data['chatroom-line'] ?? NULL;
    foreach ($tokens as $name => $original) {
      if ($type === 'chatroom-room' && $room instanceof Room) {
        $bubbleable_metadata->addCacheTags([$room->cacheTag()]);
        $found[$original] = match ($name) {
          'title' => $room->title,
          'name' => $room->name,
          'url' => Url::fromRoute('chatroom.room', ['room' => $room->name], ['absolute' => TRUE])->toString(),
          default => NULL,
        };
      }
      elseif ($type === 'chatroom-line' && $line instanceof \stdClass) {
        $found[$original] = match ($name) {
          'text' => $line->body,
          'author' => $line->name,
          'created' => (string) intdiv((int) $line->created, 1000),
          default => NULL,
        };
      }
    }
    return array_filter($found, static fn (mixed $value): bool => $value !== NULL);
  }

}
