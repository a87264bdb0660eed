<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs\DatabaseOutboxStore;
use Drupal\nodejs\KeyValueBreaker;
use Drupal\nodejs\RevocationTable;
use Drupal\nodejs\SignedRequests;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Tells the push server of the revocations that it missed.
 */
final class RevocationsController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly SignedRequests $requests,
    private readonly RevocationTable $table,
    private readonly DatabaseOutboxStore $outbox,
    private readonly KeyValueBreaker $breaker,
  ) {}

  /**
   * Answers GET /nodejs/revocations.
   */
  public function revocations(Request $request): JsonResponse {
    return $this->requests->answer($request, function () use ($request): array {
      $since = $request->query->get('since', '0');
      // More digits than any id has would be no integer.
      $since = is_string($since) && preg_match('/^\d{1,15}$/D', $since) === 1 ? (int) $since : 0;
      ['rows' => $rows, 'last' => $last, 'more' => $more] = $this->table->after($since, (int) (microtime(TRUE) * 1000));
      return [
        'revocations' => array_map(static fn (int $id, array $members): array => ['id' => $id] + $members, array_keys($rows), $rows),
        'last' => $last,
        'more' => $more,
        // A server that asks is there, which no page would find out by itself.
        'waiting' => $this->outbox->backlog()['messages'] + ($this->breaker->isOpen() ? 1 : 0),
      ];
    });
  }

}
