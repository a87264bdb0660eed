<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Core\Cache\CacheTagsInvalidatorInterface;
use Drupal\Core\DestructableInterface;
use Drupal\nodejs\Core\CommitGate;
use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\RequestStack;

/**
 * Gathers the cache tags that a request invalidated, until all is committed.
 */
final class Changes implements CacheTagsInvalidatorInterface, DestructableInterface {

  /**
   * Tags whose change is committed.
   *
   * @var array<string, true>
   */
  private array $committed = [];

  /**
   * When the first of them was.
   */
  private float $since = 0.0;

  /**
   * The request that is over; FALSE: none is yet.
   */
  private Request|null|false $ended = FALSE;

  /**
   * Wires it.
   *
   * @param \Drupal\nodejs\Core\CommitGate $gate
   *   Holds back what belongs to an open transaction.
   * @param \Closure(): \Drupal\nodejs\Live\Updater $updater
   *   Gives who tells the pages; needed at the end, if at all.
   * @param \Symfony\Component\HttpFoundation\RequestStack $requestStack
   *   Knows which request this is: a process may serve many.
   * @param float $long
   *   Seconds after which a command that runs for long tells of its changes.
   */
  public function __construct(
    private readonly CommitGate $gate,
    #[AutowireServiceClosure(Updater::class)]
    private readonly \Closure $updater,
    private readonly RequestStack $requestStack,
    private readonly float $long = 2.0,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function invalidateTags(array $tags): void {
    $tags = array_filter($tags, static fn (string $tag): bool => !str_starts_with($tag, RegionTable::TAG));
    if ($tags !== []) {
      $this->gate->whenCommitted(fn () => $this->accept($tags));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function destruct(): void {
    $this->ended = $this->requestStack->getMainRequest();
    $this->tell(TRUE);
  }

  /**
   * Takes tags in whose change is committed.
   *
   * @param string[] $tags
   *   Cache tags.
   */
  private function accept(array $tags): void {
    if ($this->committed === []) {
      $this->since = microtime(TRUE);
    }
    $this->committed += array_fill_keys($tags, TRUE);
    // A transaction may end after the request has, and a command may take
    // hours. In the midst of it, or in the destructor of a transaction, nobody
    // can become somebody else and render.
    if ($this->ended === $this->requestStack->getMainRequest() || (PHP_SAPI === 'cli' && microtime(TRUE) - $this->since >= $this->long)) {
      $this->tell(FALSE);
    }
  }

  /**
   * Has the pages told.
   */
  private function tell(bool $mayRender): void {
    $tags = array_map(strval(...), array_keys($this->committed));
    $this->committed = [];
    if ($tags !== []) {
      ($this->updater)()->update($tags, $mayRender);
    }
  }

}
