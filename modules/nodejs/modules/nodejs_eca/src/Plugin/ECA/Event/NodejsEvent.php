<?php

declare(strict_types=1);

namespace Drupal\nodejs_eca\Plugin\ECA\Event;

use Drupal\eca\Attribute\EcaEvent as EcaEventAttribute;
use Drupal\eca\Attribute\Token;
use Drupal\eca\Event\Tag;
use Drupal\eca\Plugin\ECA\Event\EventBase;
use Drupal\nodejs_eca\Event\UserPresence;

/**
 * Lets models begin when a user comes online or goes offline.
 */
#[EcaEventAttribute(
  id: 'nodejs',
  deriver: NodejsEventDeriver::class,
  version_introduced: '3.0.0',
)]
final class NodejsEvent extends EventBase {

  /**
   * The events.
   *
   * @return array<string, array<string, mixed>>
   *   As ECA's derivers take them.
   */
  public static function definitions(): array {
    $common = ['event_class' => UserPresence::class, 'tags' => Tag::RUNTIME | Tag::AFTER];
    return [
      'online' => ['label' => 'A user came online', 'event_name' => UserPresence::ONLINE] + $common,
      'offline' => ['label' => 'A user went offline', 'event_name' => UserPresence::OFFLINE] + $common,
    ];
  }

  /**
   * {@inheritdoc}
   */
  #[Token(name: 'account', description: 'The user who came or went.', classes: [UserPresence::class])]
  public function getData(string $key): mixed {
    // ECA's own "user" is whoever the model runs for.
    return $key === 'account' && $this->event instanceof UserPresence ? $this->event->user : parent::getData($key);
  }

}
