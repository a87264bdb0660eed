<?php

declare(strict_types=1);

namespace Drupal\chatroom_eca\Plugin\ECA\Event;

use Drupal\chatroom_eca\Event\LineChanged;
use Drupal\eca\Attribute\EcaEvent as EcaEventAttribute;
use Drupal\eca\Attribute\Token;
use Drupal\eca\Event\Tag;
use Drupal\eca\Plugin\ECA\Event\EventBase;
use Drupal\user\Entity\User;

/**
 * Lets models begin when somebody says something in a chat room.
 */
#[EcaEventAttribute(
  id: 'chatroom',
  deriver: ChatroomEventDeriver::class,
  version_introduced: '3.0.0',
)]
final class ChatroomEvent extends EventBase {

  /**
   * The events.
   *
   * @return array<string, array<string, mixed>>
   *   As ECA's derivers take them.
   */
  public static function definitions(): array {
    $common = ['event_class' => LineChanged::class, 'tags' => Tag::RUNTIME | Tag::AFTER];
    return [
      'said' => ['label' => 'A message was written in a chat room', 'event_name' => LineChanged::SAID] + $common,
      'deleted' => ['label' => 'A message of a chat room was deleted', 'event_name' => LineChanged::DELETED] + $common,
    ];
  }

  /**
   * {@inheritdoc}
   */
  #[Token(name: 'room', description: 'The machine name of the room.', classes: [LineChanged::class])]
  #[Token(name: 'room_title', description: 'What the room is called.', classes: [LineChanged::class])]
  #[Token(name: 'text', description: 'What the message says, in Markdown; empty once it is deleted.', classes: [LineChanged::class])]
  #[Token(name: 'author_name', description: 'As whom it stands; empty for a guest.', classes: [LineChanged::class])]
  #[Token(name: 'author', description: 'Who wrote it; nobody for a guest.', classes: [LineChanged::class])]
  public function getData(string $key): mixed {
    if (!$this->event instanceof LineChanged) {
      return parent::getData($key);
    }
    $room = $this->event->room;
    $line = $this->event->line;
    return match ($key) {
      'room' => $room->name,
      'room_title' => $room->title,
      'text' => $line->body,
      'author_name' => $line->name,
      // ECA's own "user" is whoever the model runs for.
      'author' => (int) $line->uid > 0 ? User::load($line->uid) : NULL,
      default => parent::getData($key),
    };
  }

}
