<?php

declare(strict_types=1);

namespace Drupal\nodejs_test;

use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs\Attribute\Rpc;
use Drupal\nodejs\Core\Caller;
use Drupal\nodejs\Core\Refusal;
use Drupal\nodejs\Event\PublishQuestion;
use Drupal\nodejs\Event\RpcCall;
use Drupal\nodejs\Event\SubscribeQuestion;
use Drupal\nodejs\RpcMethods;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * Answers browsers in every way there is.
 */
final class Shop implements EventSubscriberInterface, RpcMethods {

  public function __construct(
    private readonly AccountProxyInterface $currentUser,
  ) {}

  /**
   * Says who asks, and for what.
   */
  #[Rpc('shop.stock')]
  #[Rpc('shop.stock_of')]
  public function stock(mixed $data, Caller $caller): array {
    return ['asked' => $data, 'as' => (string) $this->currentUser->id(), 'client' => $caller->client];
  }

  /**
   * Never sells.
   */
  #[Rpc('shop.buy')]
  public function buy(): never {
    throw new Refusal(410, 'sold out');
  }

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [RpcCall::class => 'onCall', SubscribeQuestion::class => 'onSubscribe', PublishQuestion::class => 'onPublish'];
  }

  /**
   * Answers by event.
   */
  public function onCall(RpcCall $call): void {
    if ($call->method === 'shop.time') {
      $call->answer(NULL);
    }
  }

  /**
   * Permits what is of the shop.
   */
  public function onSubscribe(SubscribeQuestion $question): void {
    if (str_starts_with($question->channel, 'shop:') && $question->caller->user !== '') {
      $question->permit(['name' => 'customer']);
    }
  }

  /**
   * Cleans what is published.
   */
  public function onPublish(PublishQuestion $question): void {
    match ($question->channel) {
      'shop:raw' => $question->permit(),
      'shop:clean' => $question->replace(strip_tags((string) $question->data)),
      'shop:done' => $question->done(),
      default => NULL,
    };
  }

}
