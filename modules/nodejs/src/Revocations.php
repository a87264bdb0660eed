<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\DestructableInterface;
use Drupal\nodejs\Core\CommitGate;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\Json;
use Drupal\nodejs\Core\Moment;
use Drupal\nodejs\Core\Revocation;
use Drupal\nodejs\Core\Revoker;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\ServerRefused;
use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Component\HttpKernel\Event\ResponseEvent;
use Symfony\Component\HttpKernel\KernelEvents;

/**
 * Tells the push server whose rights ended, before the response is sent.
 *
 * Not sooner: a log-out destroys the session after its hook, and a token issued
 * in between would be younger than the revocation. Not later: who sees "logged
 * out" must not hear the next message. What can't be told stays in the table,
 * where the server fetches it before it trusts another token.
 */
final class Revocations implements DestructableInterface, EventSubscriberInterface, Revoker {

  /**
   * Most rows in one request to the server.
   */
  private const BATCH = 1000;

  /**
   * Rows of this request whose change is committed.
   *
   * @var list<int>
   */
  private array $rows = [];

  /**
   * Revocations of this request that are in no row.
   *
   * @var list<\Drupal\nodejs\Core\Revocation>
   */
  private array $loose = [];

  /**
   * Whether no response will come that could carry the work.
   */
  private bool $alone;

  /**
   * Wires it.
   *
   * @param \Closure(): \Drupal\nodejs\Core\ServerApi $urgent
   *   Made when there is something to say: this listens to every response.
   * @param \Drupal\nodejs\RevocationTable $table
   *   Keeps them.
   * @param \Drupal\nodejs\Core\CommitGate $gate
   *   Holds back what belongs to an open transaction.
   * @param \Drupal\nodejs\FailureLog $log
   *   Is told what couldn't be sent.
   */
  public function __construct(
    #[AutowireServiceClosure('nodejs.server_api.urgent')]
    private readonly \Closure $urgent,
    private readonly RevocationTable $table,
    private readonly CommitGate $gate,
    private readonly FailureLog $log,
  ) {
    // A command may run for hours before it ends.
    $this->alone = PHP_SAPI === 'cli';
  }

  /**
   * Revokes once the change that asks for it is committed.
   *
   * However many there are: the server ends what they hear at once, and sends
   * their browsers for new tokens one after the other.
   */
  public function add(Revocation ...$revocations): void {
    $revocations = array_values($revocations);
    if ($revocations === []) {
      return;
    }
    $rows = $this->table->keep($revocations, $this->now());
    $this->gate->whenCommitted(function () use ($rows, $revocations): void {
      array_push($this->rows, ...$rows);
      if ($rows === []) {
        array_push($this->loose, ...$revocations);
      }
      if ($this->alone) {
        $this->flush();
      }
    });
  }

  /**
   * Tells the server what it may not know, for sites that it doesn't ask.
   *
   * @param \Drupal\nodejs\Core\ServerApi $api
   *   The way there.
   * @param int $requests
   *   Most requests to make.
   */
  public function deliver(ServerApi $api, int $requests): void {
    while ($requests-- > 0 && ($rows = $this->table->undelivered(self::BATCH)) !== []) {
      if (!$this->send($api, $rows)) {
        return;
      }
    }
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
   * Sends, whatever the breaker says.
   */
  private function flush(): void {
    [$rows, $loose] = [$this->rows, $this->loose];
    $this->rows = $this->loose = [];
    $now = $this->now();
    $this->table->stamp($rows, $now);
    $batches = array_map($this->table->load(...), array_chunk($rows, self::BATCH));
    if ($loose !== []) {
      // No row has the id of a revocation without one.
      $batches[] = array_combine(
        range(-1, -count($loose)),
        array_map(static fn (Revocation $revocation): array => $revocation->toParams($now / 1000), $loose),
      );
    }
    foreach (array_filter($batches) as $batch) {
      // The server fetches the rest when it is back.
      if (!$this->send(($this->urgent)(), $batch)) {
        return;
      }
    }
  }

  /**
   * Sends revocations and notes which the server took.
   *
   * @param \Drupal\nodejs\Core\ServerApi $api
   *   The way there.
   * @param non-empty-array<int, array<string, mixed>> $revocations
   *   Members of `revoke`, by row.
   *
   * @return bool
   *   Whether it took all.
   */
  private function send(ServerApi $api, array $revocations): bool {
    $calls = array_map(static fn (array $members): string => Json::encode(['revoke' => $members]), $this->merge($revocations));
    try {
      foreach ($api->batch($calls) as $reply) {
        if (is_array($reply['error'] ?? NULL)) {
          throw ServerRefused::fromError(200, $reply['error']);
        }
      }
      $this->table->markDelivered(array_values(array_filter(array_keys($revocations), static fn (int $id): bool => $id > 0)));
      return TRUE;
    }
    catch (Failure $failure) {
      $this->log->report($failure);
      return FALSE;
    }
  }

  /**
   * Makes one call of what differs in the user alone.
   *
   * @param non-empty-array<int, array<string, mixed>> $revocations
   *   Members of `revoke`, by row.
   *
   * @return non-empty-list<array<string, mixed>>
   *   Members of `revoke`, with `users` where there are several.
   */
  private function merge(array $revocations): array {
    $users = $others = [];
    foreach ($revocations as $members) {
      $rest = array_diff_key($members, ['user' => 0]);
      $kind = Json::encode($rest);
      $others[$kind] = $rest;
      // One change may say the same twice.
      $users[$kind][$members['user']] = (string) $members['user'];
    }
    return array_map(
      static fn (array $rest, array $ids): array => (count($ids) === 1 ? ['user' => reset($ids)] : ['users' => array_values($ids)]) + $rest,
      array_values($others),
      array_values($users),
    );
  }

  /**
   * The first millisecond that isn't past.
   */
  private function now(): int {
    return (int) round(Moment::notBefore(microtime(TRUE)) * 1000);
  }

}
