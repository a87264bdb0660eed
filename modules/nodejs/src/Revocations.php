<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\DestructableInterface;
use Drupal\nodejs\Core\CommitGate;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\Revocation;
use Drupal\nodejs\Core\ServerUnreachable;
use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Component\HttpKernel\Event\ResponseEvent;
use Symfony\Component\HttpKernel\KernelEvents;

/**
 * Tells the push server whose rights ended, before the response is sent.
 *
 * Not sooner: a log-out destroys the session after its hook, and a token issued
 * in between would be younger than the revocation. Not later: who sees "logged
 * out" must not hear the next message.
 */
final class Revocations implements EventSubscriberInterface, DestructableInterface {

  /**
   * What is in force and not yet sent, by what it says.
   *
   * @var array<string, \Drupal\nodejs\Core\Revocation>
   */
  private array $ready = [];

  /**
   * Whether no response will come that could carry the work.
   */
  private bool $alone;

  /**
   * Wires it.
   *
   * @param \Closure(): \Drupal\nodejs\Core\ServerApi $api
   *   Made when there is something to say: this listens to every response.
   * @param \Drupal\nodejs\Core\CommitGate $gate
   *   Holds back what belongs to an open transaction.
   * @param \Drupal\nodejs\FailureLog $log
   *   Is told what couldn't be sent.
   */
  public function __construct(
    #[AutowireServiceClosure('nodejs.server_api.urgent')]
    private readonly \Closure $api,
    private readonly CommitGate $gate,
    private readonly FailureLog $log,
  ) {
    // A command may run for hours before it ends.
    $this->alone = PHP_SAPI === 'cli';
  }

  /**
   * Revokes once the change that asks for it is committed.
   */
  public function add(Revocation $revocation): void {
    $this->gate->whenCommitted(function () use ($revocation): void {
      $this->ready[serialize($revocation)] = $revocation;
      if ($this->alone) {
        $this->flush();
      }
    });
  }

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [KernelEvents::RESPONSE => ['onResponse', -1000]];
  }

  /**
   * Sends what this request revoked.
   */
  public function onResponse(ResponseEvent $event): void {
    if ($event->isMainRequest()) {
      $this->flush();
    }
  }

  /**
   * {@inheritdoc}
   */
  public function destruct(): void {
    $this->alone = TRUE;
    $this->flush();
  }

  /**
   * Sends; a server that is away is tried once.
   */
  private function flush(): void {
    $revocations = $this->ready;
    $this->ready = [];
    foreach ($revocations as $revocation) {
      try {
        ($this->api)()->call('revoke', $revocation->toParams(microtime(TRUE)));
      }
      catch (Failure $failure) {
        $this->log->report($failure);
        if ($failure instanceof ServerUnreachable) {
          return;
        }
      }
    }
  }

}
