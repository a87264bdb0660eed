<?php

declare(strict_types=1);

namespace Drupal\chatroom\Controller;

use Drupal\chatroom\Core\GroupCommit;
use Drupal\chatroom\DatabaseTables;
use Drupal\chatroom\SiteGate;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs\SignedRequests;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Writes lines for the push server, where Drupal is to do it.
 */
final class CommitController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly SignedRequests $requests,
    private readonly DatabaseTables $tables,
    private readonly SiteGate $gate,
  ) {}

  /**
   * Answers POST /chatroom/-/commit with {id, wishes: […]}.
   *
   * The server decided who may write, and checked and rendered what they say;
   * only what depends on the rows themselves is decided here.
   */
  public function commit(Request $request): JsonResponse {
    return $this->requests->answerOnce($request, function () use ($request): array|JsonResponse {
      $wishes = GroupCommit::read($request->getContent());
      if ($wishes === NULL) {
        return $this->requests->refuse(400, 107, 'expected {wishes: [at most ' . GroupCommit::LIMIT . ' lines or changes of lines]}');
      }
      $commit = new GroupCommit($this->tables, $this->gate, static fn (): int => (int) (microtime(TRUE) * 1000));
      return $commit->commit($wishes);
    });
  }

}
