<?php

declare(strict_types=1);

namespace Drupal\nodejs_e2e;

use Drupal\chatroom\Event\LineOffered;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * Keeps advertisements out of the chat, where Drupal writes its lines.
 */
final class NoAdvertisements implements EventSubscriberInterface {

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [LineOffered::class => 'look'];
  }

  /**
   * Looks at a line.
   */
  public function look(LineOffered $line): void {
    if (str_contains($line->body, 'fails')) {
      throw new \RuntimeException('a module that fails');
    }
    if (str_contains($line->body, 'casino')) {
      $line->refuse('No advertisements in ' . $line->room->title . ', please.');
    }
  }

}
