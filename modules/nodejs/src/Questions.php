<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AccountSwitcherInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\nodejs\Core\Caller;
use Drupal\nodejs\Core\Refusal;
use Drupal\nodejs\Event\PublishQuestion;
use Drupal\nodejs\Event\RpcCall;
use Drupal\nodejs\Event\SubscribeQuestion;
use Drupal\user\UserInterface;
use Symfony\Contracts\EventDispatcher\EventDispatcherInterface;

/**
 * Answers what browsers ask through the push server, as their users.
 */
final class Questions {

  public function __construct(
    private readonly RpcRegistry $registry,
    private readonly EventDispatcherInterface $dispatcher,
    private readonly MessageCallbacks $callbacks,
    private readonly Identities $identities,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly AccountSwitcherInterface $accountSwitcher,
  ) {}

  /**
   * Answers a call: a method with #[Rpc], an event, a classic callback.
   *
   * @return array{data: mixed}
   *   The answer.
   *
   * @throws \Drupal\nodejs\Core\Refusal
   *   When nobody knows the method, or whoever knows it refuses.
   */
  public function rpc(string $method, mixed $data, Caller $caller): array {
    return $this->as($caller, function () use ($method, $data, $caller): array {
      if ($this->registry->has($method)) {
        return ['data' => $this->registry->call($method, $data, $caller)];
      }
      $event = new RpcCall($method, $data, $caller);
      $this->dispatcher->dispatch($event);
      if ($event->isAnswered()) {
        return ['data' => $event->getAnswer()];
      }
      // As the classic server said it, with what the browser gave beside.
      $message = ['messageType' => $method, 'clientId' => $caller->client, 'uid' => $caller->user];
      $answer = $this->callbacks->answer($method, $message + (is_array($data) ? $data : ['data' => $data]));
      return $answer === NULL ? throw new Refusal(404, 'no such method') : ['data' => $answer];
    });
  }

  /**
   * Says whether a caller may listen to a channel.
   *
   * @return array{info?: object}
   *   The answer.
   *
   * @throws \Drupal\nodejs\Core\Refusal
   *   When they may not.
   */
  public function subscribe(string $channel, Caller $caller): array {
    return $this->as($caller, function (AccountInterface $account) use ($channel, $caller): array {
      if (in_array($channel, $this->identities->of($account, $caller->sid)->channels, TRUE)) {
        return [];
      }
      $question = new SubscribeQuestion($channel, $caller);
      $this->dispatcher->dispatch($question);
      $info = $question->info() ?? throw new Refusal(403, 'permission denied');
      return $info === [] ? [] : ['info' => (object) $info];
    });
  }

  /**
   * Says whether a caller may publish to a channel.
   *
   * @return array{data?: mixed, published?: bool}
   *   The answer.
   *
   * @throws \Drupal\nodejs\Core\Refusal
   *   When they may not.
   */
  public function publish(string $channel, mixed $data, Caller $caller): array {
    return $this->as($caller, function () use ($channel, $data, $caller): array {
      $question = new PublishQuestion($channel, $data, $caller);
      $this->dispatcher->dispatch($question);
      return $question->getAnswer() ?? throw new Refusal(403, 'permission denied');
    });
  }

  /**
   * Does the work as the caller's user.
   *
   * @template T
   *
   * @param \Drupal\nodejs\Core\Caller $caller
   *   The caller.
   * @param \Closure(\Drupal\Core\Session\AccountInterface): T $work
   *   The work.
   *
   * @return T
   *   Its result.
   */
  private function as(Caller $caller, \Closure $work): mixed {
    $account = $this->account($caller->user);
    $this->accountSwitcher->switchTo($account);
    try {
      return $work($account);
    }
    finally {
      $this->accountSwitcher->switchBack();
    }
  }

  /**
   * The account as it is now: a revocation may still be on its way.
   */
  private function account(string $uid): AccountInterface {
    if ($uid === '') {
      return new AnonymousUserSession();
    }
    $user = $this->entityTypeManager->getStorage('user')->load($uid);
    return $user instanceof UserInterface && $user->isActive() ? $user : throw new Refusal(403, 'permission denied');
  }

}
