<?php

declare(strict_types=1);

namespace Drupal\nodejs_eca\Plugin\ECA\Event;

use Drupal\eca\Attribute\EcaEvent as EcaEventAttribute;
use Drupal\eca\Attribute\Token;
use Drupal\eca\Entity\Objects\EcaEvent;
use Drupal\eca\Event\Tag;
use Drupal\eca\Plugin\ECA\Event\EventBase;
use Drupal\nodejs_eca\Event\UserPresence;
use Symfony\Contracts\EventDispatcher\Event;

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
    $common = ['event_name' => UserPresence::NAME, 'event_class' => UserPresence::class, 'tags' => Tag::RUNTIME | Tag::AFTER];
    return [
      'online' => ['label' => 'A user came online'] + $common,
      'offline' => ['label' => 'A user went offline'] + $common,
    ];
  }

  /**
   * {@inheritdoc}
   */
  public function generateWildcard(string $eca_config_id, EcaEvent $ecaEvent): string {
    return (string) $this->getDerivativeId();
  }

  /**
   * {@inheritdoc}
   */
  public static function appliesForWildcard(Event $event, string $event_name, string $wildcard): bool {
    return $event instanceof UserPresence && $wildcard === ($event->isOnline ? 'online' : 'offline');
  }

  /**
   * {@inheritdoc}
   */
  #[Token(name: 'user', description: 'The user who came or went.', classes: [UserPresence::class])]
  public function getData(string $key): mixed {
    return $key === 'user' && $this->event instanceof UserPresence ? $this->event->user : parent::getData($key);
  }

}
