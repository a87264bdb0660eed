<?php

declare(strict_types=1);

namespace Drupal\nodejs_e2e;

use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs\Attribute\Rpc;
use Drupal\nodejs\Core\Refusal;
use Drupal\nodejs\Event\PublishQuestion;
use Drupal\nodejs\Event\SubscribeQuestion;
use Drupal\nodejs\RpcMethods;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * Answers what pages ask through the push server.
 */
final class Desk implements EventSubscriberInterface, RpcMethods {

  public function __construct(
    private readonly AccountProxyInterface $currentUser,
  ) {}

  /**
   * Says who asks.
   */
  #[Rpc('e2e.whoami')]
  public function whoAmI(mixed $data): array {
    return ['uid' => (string) $this->currentUser->id(), 'mayReport' => $this->currentUser->hasPermission('access site reports'), 'data' => $data];
  }

  /**
   * Never gives anything.
   */
  #[Rpc('e2e.refuse')]
  public function refuse(): never {
    throw new Refusal(410, 'nothing is left');
  }

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [SubscribeQuestion::class => 'onSubscribe', PublishQuestion::class => 'onPublish'];
  }

  /**
   * Opens one channel.
   */
  public function onSubscribe(SubscribeQuestion $question): void {
    if ($question->channel === 'e2e:open') {
      $question->permit();
    }
  }

  /**
   * Cleans what is published.
   */
  public function onPublish(PublishQuestion $question): void {
    if ($question->channel === 'e2e:open' && is_string($question->data)) {
      $question->replace($this->currentUser->getAccountName() . ': ' . strip_tags($question->data));
    }
  }

}
